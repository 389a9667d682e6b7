// What becomes of a definition's YAML.
import { expect, it } from '@jest/globals';
import { parseDefinition } from '../../statemachines/read-definition.ts';

const text = `
# Expressions may stand on several lines.
States:
  A:
    Output: |-
      {% (
        $x := 1;

        $x + 1
      ) %}
    Retry:
      - &throttled { ErrorEquals: [Throttled], <<: &patiently { MaxAttempts: 10 } }
  B:
    Comment: |-
      two
      lines
    Retry: [*throttled, { ErrorEquals: [Busy], <<: *patiently }]
`;

it('a definition is the JSON that its anchors, aliases and merge keys stand for, each expression on one line', () => {
  expect(parseDefinition(text)).toEqual({
    States: {
      A: { Output: '{% ( $x := 1; $x + 1 ) %}', Retry: [{ ErrorEquals: ['Throttled'], MaxAttempts: 10 }] },
      B: {
        Comment: 'two\nlines',
        Retry: [
          { ErrorEquals: ['Throttled'], MaxAttempts: 10 },
          { ErrorEquals: ['Busy'], MaxAttempts: 10 },
        ],
      },
    },
  });
});

it('what an alias stands for is not shared: a change of one state is a change of that one only', () => {
  const { States } = parseDefinition(text);
  States.A!.Retry![0]!.MaxAttempts = 1;
  expect(States.B!.Retry![0]!.MaxAttempts).toBe(10);
});
