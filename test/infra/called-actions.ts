// Which AWS actions are called: read from the state machine's definition, and from a function's source files.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { statesOf } from '../../statemachines/definition.ts';
import { readDefinition, type DefinitionName } from '../../statemachines/read-definition.ts';

/** IAM's prefix for what Step Functions and the SDK's packages call otherwise. */
const iamPrefixes: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  events: 'events',
  eventbridge: 'events',
  iot: 'iot',
  'iot-data-plane': 'iot',
  'kinesis-video': 'kinesisvideo',
  lambda: 'lambda',
  'kinesis-video-signaling': 'kinesisvideo',
  kinesisvideo: 'kinesisvideo',
  'secrets-manager': 'secretsmanager',
  sfn: 'states',
  sqs: 'sqs',
};

function iamAction(service: string, action: string): string {
  if (service === 'lambda' && action === 'Invoke') return 'lambda:InvokeFunction'; // the one API that IAM names otherwise
  const prefix = iamPrefixes[service];
  if (prefix === undefined)
    throw new Error(`Which IAM prefix does ${service} have? Add it to test/infra/called-actions.ts.`);
  return `${prefix}:${action[0]!.toUpperCase()}${action.slice(1)}`;
}

/** IAM actions of all Task states, at any depth. */
export function actionsOfDefinition(name: DefinitionName): Set<string> {
  const tasks = statesOf(readDefinition(name)).filter(({ state }) => state.Type === 'Task');
  return new Set(tasks.map(({ state }) => actionOfTask(state.Resource!)));
}

function actionOfTask(resource: string): string {
  const [, service, action] = /^arn:aws:states:::(?:aws-sdk:)?([a-z-]+):([A-Za-z]+)$/.exec(resource) ?? [];
  if (service === 'lambda' && action === 'invoke') return 'lambda:InvokeFunction';
  if (service === undefined || action === undefined)
    throw new Error(`This test cannot read the Task resource ${resource}.`);
  return iamAction(service, action);
}

/** IAM actions of all SDK commands in a function's entry and in the project's files that it imports. */
export function actionsOfFunction(entry: string): Set<string> {
  return new Set([...reachableFrom(entry)].flatMap(actionsOfSource));
}

function reachableFrom(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, imported] of readFileSync(path, 'utf8').matchAll(
    /^(?:import|export)(?! type\b)[^;]*? from '(\.[^']+\.ts)';/gm,
  )) {
    reachableFrom(join(dirname(path), imported!), seen);
  }
  return seen;
}

function actionsOfSource(path: string): string[] {
  const source = readFileSync(path, 'utf8');
  const packages = [...source.matchAll(/^import ([^;]*?) from '@aws-sdk\/client-([a-z-]+)';/gm)];
  return [...source.matchAll(/new (\w+)Command\(/g)].map(([, action]) => {
    const service = packages.find(([, names]) => names!.includes(`${action}Command`))?.[2];
    if (service === undefined)
      throw new Error(`${path} sends ${action}Command, imported from no @aws-sdk/client package.`);
    return iamAction(service, action!);
  });
}
