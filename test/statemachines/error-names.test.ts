// Every error that a definition names is one that Step Functions can report for that call.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { awsModels } from '../../localcloud/core/aws-model.ts';
import { exceptionName } from '../../localcloud/services/stepfunctions/integrations/error-names.ts';
import { findIntegration } from '../../localcloud/services/stepfunctions/integrations/find-integration.ts';
import { statesOf } from '../../statemachines/definition.ts';
import { definitionNames, readDefinition } from '../../statemachines/read-definition.ts';

const tasks = definitionNames.flatMap((definition) =>
  statesOf(readDefinition(definition))
    .filter(({ state }) => state.Type === 'Task')
    .map(({ name, state }) => [definition, name, state] as const),
);

/** Errors of functions have no prefix: those that identify-camera lets through are AWS's own, by the names of the SDK for JavaScript. */
const ofFunctions = [
  ...awsModels.iot.errors.keys(),
  ...awsModels.dynamodb.errors.keys(),
  // [SDK for JavaScript: connection timeout] [Lambda: the function's own timeout]
  'TimeoutError',
  'Sandbox.Timedout',
  ...namesOfErrors('functions'),
];

/** What our own functions can throw: the names that their classes have. */
function namesOfErrors(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/override readonly name = '(\w+)'/g)].map(
      ([, name]) => name!,
    ),
  );
}

describe.each(tasks)('%s: %s', (_definition, _name, state) => {
  const { service, prefix, unmodeledError, job } = findIntegration(state.Resource!);
  const known = [
    ...[...awsModels[service].errors.keys()].map((error) => `${prefix}.${exceptionName(error)}`),
    `${prefix}.${unmodeledError}`,
    `${prefix}.SdkClientException`,
    'EventBridge.FailedEntry',
    'States.Timeout',
    ...(service === 'lambda' ? ofFunctions : []),
    ...(job ? ['States.TaskFailed'] : []),
  ];

  it('retries errors that there are', () => {
    expect(known).toEqual(expect.arrayContaining(state.Retry!.flatMap(({ ErrorEquals }) => ErrorEquals)));
  });

  it('catches errors that there are', () => {
    expect([...known, 'States.ALL']).toEqual(
      expect.arrayContaining(state.Catch!.flatMap(({ ErrorEquals }) => ErrorEquals)),
    );
  });
});
