// What EventBridge's default bus hears of executions, in AWS's words, and that a crash takes none of it back.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { eventbridge } from '../../../localcloud/services/eventbridge/eventbridge.ts';
import { sqs } from '../../../localcloud/services/sqs/sqs.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { executionArn, startStepFunctions, type LocalStepFunctions } from './local-step-functions.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:heard';
const QueueUrl = 'http://127.0.0.1:4566/000000000000/heard';
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let clock: ManualClock;
let down: boolean;
let started: LocalStepFunctions;
beforeEach(async () => {
  directory = await temporaryDirectory();
  clock = new ManualClock();
  down = false;
  await start();
  const { context } = started.cloud;
  const operator = context.iam.operatorPrincipal;
  const Policy = JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/m-only' } },
    },
  });
  await context.aws.call(operator, 'sqs', 'CreateQueue', { QueueName: 'heard', Attributes: { Policy } });
  const EventPattern = JSON.stringify({
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { stateMachineArn: [stateMachineArn] },
  });
  await context.aws.call(operator, 'eventbridge', 'PutRule', { Name: 'm-only', EventPattern });
  const Targets = [{ Id: 'queue', Arn: queueArn }];
  await context.aws.call(operator, 'eventbridge', 'PutTargets', { Rule: 'm-only', Targets });
});
afterEach(async () => {
  await started.cloud.stop();
  await directory.remove();
});

async function start(): Promise<void> {
  started = await startStepFunctions([sqs, eventbridge], { dataDir: directory.path, clock });
  const { context } = started.cloud;
  context.addresses.awsEndpointUrl = 'http://127.0.0.1:4566';
  context.aws.intercept(async ({ operation }, proceed) => {
    if (down && operation === 'SendMessage') throw new AwsError('ServiceUnavailable', 'down', { statusCode: 503 });
    return proceed();
  });
}

/** Everything that the queue has, in the order of its sending. */
async function heard(): Promise<{ detail: Record<string, unknown> }[]> {
  const { context } = started.cloud;
  const bodies: { detail: Record<string, unknown> }[] = [];
  for (;;) {
    await clock.advance(0);
    const { Messages = [] } = await context.aws.call(context.iam.operatorPrincipal, 'sqs', 'ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
    });
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body }) => JSON.parse(Body!) as (typeof bodies)[number]));
  }
}
const run = (name: string, input: string, machineArn = stateMachineArn) =>
  started.call('StartExecution', { stateMachineArn: machineArn, name, input });

const statuses = async () => (await heard()).map(({ detail }) => [detail['name'], detail['status']]);

it('says that an execution began, and how it ended', async () => {
  await started.createMachine('m', {
    QueryLanguage: 'JSONata',
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 60, End: true } },
  });
  const arn = executionArn('m', 'e');
  await run('e', '{"a":1}');
  await started.untilEnd(arn);
  const startDate = Date.UTC(2026, 0, 1);
  const common = {
    executionArn: arn,
    stateMachineArn,
    name: 'e',
    startDate,
    input: '{"a":1}',
    inputDetails: { included: true },
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: 'NOT_REDRIVABLE',
    error: null,
    cause: null,
  };
  const [running, succeeded, ...more] = await heard();
  expect(running).toEqual({
    version: '0',
    id: expect.any(String),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [arn],
    detail: {
      ...common,
      status: 'RUNNING',
      stopDate: null,
      output: null,
      outputDetails: null,
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    },
  });
  expect(succeeded!.detail).toEqual({
    ...common,
    status: 'SUCCEEDED',
    stopDate: startDate + 60_000,
    output: '{"a":1}',
    outputDetails: { included: true },
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  });
  expect(more).toEqual([]);
});

const failing = {
  QueryLanguage: 'JSONata',
  StartAt: 'F',
  States: { F: { Type: 'Fail', Error: 'NoSuchCamera', Cause: 'Nobody knows it.' } },
};

it('says why one failed, and that it was redriven', async () => {
  await started.createMachine('m', failing);
  await run('e', '{}');
  await started.untilEnd(executionArn('m', 'e'));
  const end = { status: 'FAILED', output: null, error: 'NoSuchCamera', cause: 'Nobody knows it.', redriveCount: 0 };
  expect((await heard()).map(({ detail }) => detail)).toMatchObject([{ status: 'RUNNING' }, end]);
  await clock.advance(1000);
  await started.call('RedriveExecution', { executionArn: executionArn('m', 'e') });
  await started.untilEnd(executionArn('m', 'e'));
  const again = { redriveCount: 1, redriveDate: Date.UTC(2026, 0, 1, 0, 0, 1) };
  expect((await heard()).map(({ detail }) => detail)).toMatchObject([
    { status: 'RUNNING', stopDate: null, ...again },
    { ...end, ...again },
  ]);
});

it('leaves out input and output that are too large for an event', async () => {
  await started.createMachine('m', {
    StartAt: 'P',
    QueryLanguage: 'JSONata',
    States: { P: { Type: 'Pass', End: true } },
  });
  const half = JSON.stringify('x'.repeat(130 * 1024));
  await run('e', half);
  await started.untilEnd(executionArn('m', 'e'));
  expect((await heard()).map(({ detail }) => detail)).toMatchObject([
    { input: half, inputDetails: { included: true } },
    { input: null, inputDetails: { included: false }, output: half, outputDetails: { included: true } },
  ]);
});

it('is heard of one state machine without the others', async () => {
  await started.createMachine('m', failing);
  const other = await started.createMachine('n', failing);
  await run('e', '{}', other);
  await run('e', '{}');
  await started.untilEnd(executionArn('n', 'e'));
  await started.untilEnd(executionArn('m', 'e'));
  expect(await statuses()).toEqual([
    ['e', 'RUNNING'],
    ['e', 'FAILED'],
  ]);
});

it('is heard after a crash, whatever was written before it', async () => {
  await started.createMachine('m', failing);
  down = true;
  await run('e', '{}');
  await started.untilEnd(executionArn('m', 'e'));
  await clock.advance(0);
  expect(await statuses()).toEqual([]);
  await started.cloud.stop();
  down = false;
  await start();
  await clock.advance(60_000);
  expect((await statuses()).sort()).toEqual([
    ['e', 'FAILED'],
    ['e', 'RUNNING'],
  ]);
});

it('reaches the disk together with what it is about', async () => {
  await started.createMachine('m', failing);
  const { store } = started.cloud.context;
  const [executions, deliveries] = [
    store.collection('stepfunctions-executions'),
    store.collection('eventbridge-deliveries'),
  ];
  const begun = run('e', '{}');
  // The store keeps together what is put in one synchronous run: no turn of the loop sees one without the other.
  while (executions.size === 0) await Promise.resolve();
  expect(deliveries.size).toBe(1);
  await begun;
});
