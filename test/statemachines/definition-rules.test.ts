// The rules for definitions, each seen true on the real definition and false on one broken in a single place.
import { describe, expect, it } from '@jest/globals';
import { checkDefinition } from '../../scripts/definitions/check-definition.ts';
import { definitionNames, definitionText, readDefinition } from '../../statemachines/read-definition.ts';

/* oxlint-disable typescript/no-explicit-any, typescript/no-unsafe-member-access, typescript/no-unsafe-call, typescript/no-unsafe-return -- the tests break the definition in ways that no type allows */
type Broken = any;

const brokenBy = (change: (definition: Broken, states: Broken) => void): string[] => {
  const definition: { States: Broken } = readDefinition('provision-camera');
  change(definition, definition.States);
  return checkDefinition(JSON.stringify(definition));
};

it.each(definitionNames)('the definition of %s is sound', (name) => {
  expect(checkDefinition(definitionText(name))).toEqual([]);
});

describe('a definition that is broken', () => {
  it.each<[string, (definition: Broken, states: Broken) => void, string | RegExp]>([
    ['a definition without TimeoutSeconds', (d) => delete d.TimeoutSeconds, 'The definition needs TimeoutSeconds'],
    ['a task without TimeoutSeconds', (_, s) => delete s.AttachPolicy.TimeoutSeconds, 'AttachPolicy: give it Timeout'],
    [
      'a task in a branch without TimeoutSeconds',
      (_, s) => delete s.ProvisionResources.Branches[0].States.CreateThing.TimeoutSeconds,
      'CreateThing: give it Timeout',
    ],
    ['a task without Retry', (_, s) => delete s.AttachPolicy.Retry, 'AttachPolicy: give it a Retry'],
    [
      'a retry without jitter',
      (_, s) => delete s.AttachPolicy.Retry[0].JitterStrategy,
      'AttachPolicy: a retrier needs "J',
    ],
    [
      'a retry without cap',
      (_, s) => delete s.AttachPolicy.Retry[1].MaxDelaySeconds,
      'a retrier needs MaxDelaySeconds',
    ],
    ['a retry without end', (_, s) => delete s.AttachPolicy.Retry[1].MaxAttempts, 'a retrier needs MaxAttempts'],
    ['a retry of everything', (_, s) => (s.AttachPolicy.Retry[1].ErrorEquals = ['States.ALL']), /not States.ALL/],
    ['a task without Catch', (_, s) => delete s.AttachPolicy.Catch, 'AttachPolicy: let its last Catch'],
    ['a Catch of some errors only', (_, s) => s.RecordOwnership.Catch.pop(), 'RecordOwnership: let its last Catch'],
    [
      'a failure that ends as a success',
      (_, s) => (s.AttachPolicy.Catch[0].Next = 'ActivateCertificate'),
      'AttachPolicy: its failure can end in AnnounceCameraProvisioned, which is a success',
    ],
    [
      'a failed branch that stops the other',
      (_, s) => (s.ProvisionResources.Branches[0].States.ReportThingFailure = { Type: 'Fail' }),
      'CreateThing: in a branch, catch States.ALL to a Report…Failure state',
    ],
    ['a state that nothing leads to', (_, s) => (s.Lonely = { Type: 'Fail' }), 'Lonely is not reachable'],
    [
      'a placeholder within an expression',
      (_, s) => (s.AttachPolicy.Arguments.PolicyName = "{% '${CameraPolicyName}' & '-2' %}"),
      /placeholder stands alone/,
    ],
    [
      'a private key in the history',
      (_, s) => (s.AttachPolicy.Resource = 'arn:aws:states:::aws-sdk:iot:createKeysAndCertificate'),
      /a private key/,
    ],
    [
      'a state that ASL does not know',
      (_, s) => (s.AttachPolicy.Type = 'Chore'),
      '/States/AttachPolicy/Type is invalid',
    ],
    ['a Next that leads nowhere', (_, s) => (s.AttachPolicy.Next = 'Nowhere'), 'target: Nowhere'],
  ])('in one place is refused: %s', (_, change, sentence) => {
    const faults = brokenBy(change);
    expect(faults.join('\n')).toMatch(sentence instanceof RegExp ? sentence : new RegExp(escape(sentence)));
  });

  it.each([
    ['a name that is given twice', 'StartAt: A\nStartAt: B', 'Map keys must be unique at line 2'],
    ['what nobody named', 'Retry: [*patiently]', 'Unresolved alias'],
  ])('by %s is not YAML', (_, text, reason) => {
    expect(checkDefinition(text)).toEqual([expect.stringMatching(`^It is not YAML: ${reason}`)]);
  });
});

function escape(sentence: string): string {
  return sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
