// What CreateStateMachine refuses, and in which words.
import { describe, expect, it } from '@jest/globals';
import { readDefinition } from '../../../localcloud/services/stepfunctions/interpreter/read-definition.ts';
import { machineOf } from '../../support/run-state-machine.ts';

const pass = { Type: 'Pass', End: true };
const refusal = (definition: unknown): string => {
  try {
    readDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition));
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

describe('a definition', () => {
  it('is accepted when it is JSONata and whole', () => {
    expect(refusal(machineOf({ P: pass }))).toBe('accepted');
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /INVALID_JSON_DESCRIPTION/],
    [
      'no QueryLanguage',
      { StartAt: 'P', States: { P: pass } },
      /"QueryLanguage": "JSONata" only; none is given.* at \/QueryLanguage/,
    ],
    ['JSONPath', machineOf({ P: pass }, { QueryLanguage: 'JSONPath' }), /JSONata" only/],
    [
      'a JSONPath state',
      machineOf({ P: { ...pass, QueryLanguage: 'JSONPath' } }),
      /JSONata only at \/States\/P\/QueryLanguage/,
    ],
    ['a JSONPath field', machineOf({ P: { ...pass, ResultPath: '$.a' } }), /ResultPath is a field of JSONPath/],
    ['a missing start', machineOf({ P: pass }, { StartAt: 'Q' }), /MISSING_TRANSITION_TARGET/],
    [
      'a missing Next',
      machineOf({ P: { Type: 'Pass', Next: 'Q' } }),
      /Missing 'Next' target: "Q" at \/States\/P\/Next/,
    ],
    ['neither Next nor End', machineOf({ P: { Type: 'Pass' } }), /either Next or "End": true/],
    ['a state nobody reaches', machineOf({ P: pass, Q: pass }), /'Q' is not reachable/],
    ['an unknown field', machineOf({ P: { ...pass, Arguments: {} } }), /'Arguments' is not supported in a Pass state/],
    [
      'broken JSONata',
      machineOf({ P: { ...pass, Output: '{% 1 + %}' } }),
      /'1 \+' is not valid: S0207.* at \/States\/P\/Output/,
    ],
    ['an open expression', machineOf({ P: { ...pass, Output: { a: ['{% 1 '] } } }), /at \/States\/P\/Output\/a\[0\]/],
    ['a reserved variable', machineOf({ P: { ...pass, Assign: { states: 1 } } }), /'states' is reserved/],
    [
      'Retry after States.ALL',
      machineOf({
        T: { Type: 'Task', Resource: 'r', End: true, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] },
      }),
      /States.ALL stands alone/,
    ],
    ['a Wait without an end', machineOf({ W: { Type: 'Wait', End: true } }), /either Seconds or Timestamp/],
    [
      'a distributed Map',
      machineOf({
        M: {
          Type: 'Map',
          End: true,
          ItemProcessor: { ...machineOf({ P: pass }), ProcessorConfig: { Mode: 'DISTRIBUTED' } },
        },
      }),
      /INLINE maps only/,
    ],
    [
      'a name used twice',
      machineOf({ P: { Type: 'Parallel', Branches: [machineOf({ P: pass })], End: true } }),
      /DUPLICATE_STATE_NAME/,
    ],
    [
      'a branch that assigns an outer variable',
      machineOf({
        A: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'P', States: { P: { ...pass, Assign: { x: 1 } } } }],
          Assign: { x: 2 },
          End: true,
        },
      }),
      /'x' belongs to an outer scope/,
    ],
  ])('is refused with %s', (_title, definition, expected) => {
    expect(refusal(definition)).toMatch(expected);
  });
});
