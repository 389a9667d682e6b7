// However often, in whatever order and at whatever moment the registration events of cameras arrive: each camera is registered once.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExecutionAlreadyExists, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistrationEvent } from '../../../events/index.ts';
import { executionsOf } from '../../../executions/executions.ts';
import { startProvisioning } from '../../../functions/start-provisioning/start-provisioning.ts';
import type { AwsError } from '../../../localcloud/core/aws-error.ts';
import { stepFunctions } from '../../../localcloud/services/stepfunctions/stepfunctions.ts';
import { deployedDefinition } from './deployed-definition.ts';
import { whatStands } from './what-stands.ts';
import { roleArns, startWorld, type Camera, type World } from './world.ts';

const sample = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../events/registration-event.sample.json'), 'utf8'),
) as RegistrationEvent;
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:ProvisionCamera';

let world: World;
let queueUrl: string;
let callsUnderWay = 0;
const callCounts = new Map<string, number>();

beforeAll(async () => {
  world = await startWorld(stepFunctions);
  await world.call('sfn', 'CreateStateMachine', {
    name: 'ProvisionCamera',
    roleArn: roleArns.provisionCamera,
    definition: deployedDefinition(world),
  });
  queueUrl = (await world.call('sqs', 'CreateQueue', { QueueName: 'registrations' })).QueueUrl!;
  world.context.aws.intercept(async ({ service, operation }, proceed) => {
    const name = `${service}:${operation}`;
    callCounts.set(name, (callCounts.get(name) ?? 0) + 1);
    callsUnderWay++;
    try {
      return await proceed();
    } finally {
      callsUnderWay--;
    }
  });
});
afterAll(() => world.stop());

const deliveries = fc
  .array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 })
  .map((times) => times.flatMap((count, camera) => Array.from({ length: count }, () => camera)))
  .chain((each) => fc.tuple(fc.shuffledSubarray(each, { minLength: each.length }), fc.nat(each.length)));

describe('registration events delivered 1 to 50 times, concurrently and shuffled', () => {
  let cameras = 0;

  it('make one execution, one channel, one thing, one certificate and one record of each camera', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ([order, untilRunning]) => {
        callCounts.clear();
        const some = new Map<number, Camera>();
        for (const index of new Set(order)) some.set(index, await world.newCamera(++cameras));

        // Some arrive together, some while the executions run, and the same once more when all is over.
        await deliver(order.slice(0, untilRunning).map((index) => some.get(index)!));
        await settle(5);
        await deliver(order.slice(untilRunning).map((index) => some.get(index)!));
        await untilNothingRuns();
        await deliver([...some.values()]);
        await untilNothingRuns();

        for (const camera of some.values()) await expectRegisteredOnce(camera);
        for (const name of ['iot:CreateThing', 'kinesisvideo:CreateSignalingChannel', 'eventbridge:PutEvents']) {
          expect([name, callCounts.get(name)]).toEqual([name, some.size]);
        }
        await expectAsManyAs(cameras);
      }),
      { numRuns: 15 },
    );
  });
});

async function expectRegisteredOnce(camera: Camera): Promise<void> {
  const found = await whatStands(world, camera);
  expect([...found.ours].sort()).toEqual(['channel', 'policy', 'principal', 'record', 'thing']);
  expect(found.certificate).toBe('ACTIVE');
  expect(found.record?.registeredBy).toEqual({ S: camera.certificateId });
  const events = world.announced.filter(({ detail }) => detail.certificateId === camera.certificateId);
  expect(events.map(({ detailType }) => detailType)).toEqual(['CameraProvisioned']);
}

/** In the whole account. */
async function expectAsManyAs(count: number): Promise<void> {
  const { executions = [] } = await world.call('sfn', 'ListExecutions', { stateMachineArn, maxResults: 1000 });
  const { ChannelInfoList = [] } = await world.call('kinesisvideo', 'ListSignalingChannels', { MaxResults: 1000 });
  const { things = [] } = await world.call('iot', 'ListThings', { maxResults: 250 });
  const { certificates = [] } = await world.call('iot', 'ListCertificates', { pageSize: 250 });
  const { Count: records } = await world.call('dynamodb', 'Scan', { TableName: 'lensgate-cameras' });
  expect({
    executions: executions.filter(({ status }) => status === 'SUCCEEDED').length,
    others: executions.filter(({ status }) => status !== 'SUCCEEDED').length,
    channels: ChannelInfoList.length,
    things: things.length,
    certificates: certificates.length,
    records,
  }).toEqual({ executions: count, others: 0, channels: count, things: count, certificates: count, records: count });
}

/** When a camera first knocked: AWS IoT publishes nothing of a certificate that is active, so what comes later is only late. */
const presentedAt = new Map<string, number>();

/** One message each; three pollers at once hand them to start-provisioning, as an event source mapping does. */
async function deliver(cameras: readonly Camera[]): Promise<void> {
  await Promise.all(
    cameras.map(({ certificateId }, index) => {
      const presented = presentedAt.get(certificateId) ?? world.context.clock.now();
      presentedAt.set(certificateId, presented);
      const event: RegistrationEvent & { certificateRegistrationTimestamp: string | null } = {
        ...sample,
        certificateId,
        caCertificateId: 'a'.repeat(64),
        timestamp: index % 3 ? presented : String(presented),
        certificateRegistrationTimestamp: index ? String(world.context.clock.now()) : null,
      };
      return world.call('sqs', 'SendMessage', { QueueUrl: queueUrl, MessageBody: JSON.stringify(event) });
    }),
  );
  await Promise.all([poll(), poll(), poll()]);
}

async function poll(): Promise<void> {
  for (;;) {
    const { Messages: messages = [] } = await world.call('sqs', 'ReceiveMessage', {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
    });
    if (messages.length === 0) return;
    const Records = messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body }));
    const { batchItemFailures } = await startProvisioning({ Records } as SQSEvent, {
      executions: executionsOf(stepFunctionsClient, stateMachineArn),
      now: () => world.context.clock.now(),
      log: { info: () => undefined, error: () => undefined } as never,
    });
    expect(batchItemFailures).toEqual([]);
    for (const { ReceiptHandle } of messages) {
      await world.call('sqs', 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle });
    }
  }
}

/** The SDK's client, without the wire between. */
const stepFunctionsClient = {
  async send(command: { constructor: { name: string }; input: never }): Promise<unknown> {
    try {
      return await world.call(
        'sfn',
        command.constructor.name.replace(/Command$/, '') as 'StartExecution',
        command.input,
      );
    } catch (error) {
      const { name, message } = error as AwsError;
      if (name === 'ExecutionAlreadyExists') throw new ExecutionAlreadyExists({ message, $metadata: {} });
      if (name === 'ExecutionDoesNotExist') throw new ExecutionDoesNotExist({ message, $metadata: {} });
      throw error;
    }
  },
} as unknown as Pick<SFNClient, 'send'>;

/** Moves time in small steps, and only while no call is carried out: nothing may seem slow that isn't. */
async function untilNothingRuns(): Promise<void> {
  for (;;) {
    await settle(20);
    if (callsUnderWay > 0) continue;
    const { executions = [] } = await world.call('sfn', 'ListExecutions', { stateMachineArn, statusFilter: 'RUNNING' });
    if (executions.length === 0) return;
    await world.context.clock.advance(250);
  }
}

async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
