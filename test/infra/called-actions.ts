// Which AWS actions are called: read from the state machine's definition, and from a function's bundle.
import { buildSync } from 'esbuild';
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
  states: 'states',
};

/** What lib-dynamodb calls otherwise than DynamoDB does. */
const documentCommands = /^(Get|Put|Update|Delete|BatchGet|BatchWrite)$/;

function iamAction(service: string, action: string): string {
  if (service === 'dynamodb' && documentCommands.test(action)) return `dynamodb:${action}Item`;
  if (service === 'lambda' && action === 'Invoke') return 'lambda:InvokeFunction'; // the one API that IAM names otherwise
  const prefix = iamPrefixes[service];
  if (prefix === undefined)
    throw new Error(`Which IAM prefix does ${service} have? Add it to test/infra/called-actions.ts.`);
  return `${prefix}:${action[0]!.toUpperCase()}${action.slice(1)}`;
}

/** IAM actions of all Task states, at any depth. */
export function actionsOfDefinition(name: DefinitionName): Set<string> {
  const tasks = statesOf(readDefinition(name)).filter(({ state }) => state.Type === 'Task');
  return new Set(tasks.flatMap(({ state }) => actionsOfTask(state.Resource!)));
}

/** What waiting for another execution takes beside its start. [SFN guide: IAM policies for nested executions] */
const toWait = [
  ...['states:DescribeExecution', 'states:StopExecution'],
  ...['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
];

function actionsOfTask(resource: string): string[] {
  const begun = resource.replace(/\.sync(:2)?$/, '');
  return [actionOfTask(begun), ...(begun === resource ? [] : toWait)];
}

function actionOfTask(resource: string): string {
  const [, service, action] = /^arn:aws:states:::(?:aws-sdk:)?([a-z-]+):([A-Za-z]+)$/.exec(resource) ?? [];
  if (service === 'lambda' && action === 'invoke') return 'lambda:InvokeFunction';
  if (service === undefined || action === undefined)
    throw new Error(`This test cannot read the Task resource ${resource}.`);
  return iamAction(service, action);
}

/** IAM actions of all SDK commands that a function's bundle makes: what it imports and never uses isn't in there. */
export function actionsOfFunction(entry: string): Set<string> {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    treeShaking: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return new Set(actionsOfSource(entry, outputFiles[0]!.text));
}

// A name that two files import gets a number behind it.
function actionsOfSource(path: string, source: string): string[] {
  const packages = [...source.matchAll(/^import \{([^}]*)\} from "@aws-sdk\/(?:client|lib)-([a-z-]+)";/gm)];
  return [...source.matchAll(/new (\w+?)Command\d*\(/g)].map(([, action]) => {
    const service = packages.find(([, names]) => names!.includes(`${action}Command`))?.[2];
    if (service === undefined)
      throw new Error(`${path} sends ${action}Command, imported from no @aws-sdk/client package.`);
    return iamAction(service, action!);
  });
}
