// What waits for a person, over HTTP on the whole system: dead letters of every kind, why they are there, and their way back.
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openManifestTable } from '../../cli/manifest/table.ts';
import type {
  DeadLetter,
  DeadLetterQueue,
  DeadLetterQueues,
  DeadLetters,
  PendingCertificate,
  PendingLine,
} from '../../console/api/attention.ts';
import type { ExecutionDetail } from '../../console/api/executions.ts';
import { awsQuotas } from '../../localcloud/services/kinesisvideo/quotas.ts';
import { keepKnocking, makeCamera, type TestCamera } from '../support/camera.ts';
import { startSystemWithConsole, type TestConsole } from '../support/console.ts';
import type { Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

// The whole account's, in this process.
const quotas = awsQuotas as { channelsPerAccount: number };
const { channelsPerAccount } = quotas;

let lensgate: Lensgate;
let web: TestConsole;
let stop: () => Promise<void>;
let sqs: SQSClient;
beforeAll(async () => {
  ({ lensgate, web, stop } = await startSystemWithConsole());
  sqs = new SQSClient(lensgate.client);
});
afterAll(async () => {
  quotas.channelsPerAccount = channelsPerAccount;
  await stop();
});

const post = (path: string): Promise<Response> => web.ask(path, { method: 'POST' });
const queueOf = async (title: string): Promise<DeadLetterQueue> =>
  (await web.json<DeadLetterQueues>('/api/dead-letters')).queues.find((queue) => queue.title === title)!;
const read = async (title: string): Promise<DeadLetters> =>
  web.json<DeadLetters>(`/api/dead-letters/${(await queueOf(title)).id}/messages`);
const letters = (title: string, count: number): Promise<readonly DeadLetter[]> =>
  until(async () => {
    const { messages } = await read(title);
    return messages.length === count && messages;
  });
const statusOf = async (name: string): Promise<string | undefined> =>
  (await web.json<Partial<ExecutionDetail>>(`/api/executions/${name}`)).status;

async function pendingOf({ certificateId }: TestCamera): Promise<PendingCertificate | undefined> {
  await post('/api/pending-certificates/forget');
  const lines = (await (await web.ask('/api/pending-certificates')).text()).trimEnd().split('\n');
  const told = lines.map((line) => JSON.parse(line) as PendingLine);
  expect(told.at(-1)).toMatchObject({ progress: { complete: true, looked: expect.any(Number) } });
  const found = told.flatMap((line) => ('certificate' in line ? [line.certificate] : []));
  return found.find((certificate) => certificate.certificateId === certificateId);
}

it('finds every dead-letter queue of the stack, and says what each is about', async () => {
  const { queues } = await web.json<DeadLetterQueues>('/api/dead-letters');
  expect(queues).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ title: 'Registrations', waiting: 0, means: expect.stringContaining('register') }),
      expect.objectContaining({ title: 'Presence', waiting: 0, means: expect.stringContaining('online') }),
    ]),
  );
  expect(await (await web.ask('/api/dead-letters/RegistrationQueue/messages')).json()).toEqual({
    error: 'The stack has no such dead-letter queue.',
  });
});

describe('a registration that is parked for a quota', () => {
  let camera: TestCamera;
  beforeAll(async () => {
    const manifest = openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!);
    await manifest.add({ serialNumber: 'SN-1', cameraName: 'front-door' });
    camera = await makeCamera('SN-1');
    quotas.channelsPerAccount = 0;
    const giveUp = keepKnocking(lensgate, 'front-door', camera);
    await letters('Registrations', 1);
    await until(async () => (await statusOf(camera.certificateId)) === 'FAILED');
    giveUp();
  });

  it('says so, with the attempt that it asks for, and leads to the one that failed', async () => {
    const [letter] = await letters('Registrations', 1);
    expect(letter).toMatchObject({
      kind: 'parked',
      says: expect.stringMatching(/attempt 1 .*signaling channel/),
      next: expect.stringMatching(/quota.*attempt 2/),
      certificateId: camera.certificateId,
      executionName: camera.certificateId,
      sentAt: expect.any(Number),
    });
    expect(JSON.parse(letter!.payload)).toMatchObject({ certificateId: camera.certificateId, attempt: 2 });
    expect((await queueOf('Registrations')).waiting).toBe(1);
  });

  it('is the reason why its certificate waits for activation', async () => {
    expect(await pendingOf(camera)).toMatchObject({
      kind: 'parked',
      says: expect.stringContaining('Attempt 1 ended as FAILED, KinesisVideo.AccountChannelLimitExceededException'),
      executionName: camera.certificateId,
      coolDownUntil: expect.any(Number),
      canRegisterAgain: true,
    });
  });

  it('is hidden from nobody by being looked at', async () => {
    await letters('Registrations', 1);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: lensgate.outputs.get('RegistrationDeadLetterQueueUrl'),
        AttributeNames: ['All'],
      }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  it('comes back when it is redriven while the quota is still used up', async () => {
    const { id } = await queueOf('Registrations');
    expect((await post(`/api/dead-letters/${id}/redrive`)).status).toBe(200);
    await until(async () => (await statusOf(`${camera.certificateId}-2`)) === 'FAILED');
    const [letter] = await letters('Registrations', 1);
    expect(letter).toMatchObject({ kind: 'parked', executionName: `${camera.certificateId}-2` });
    expect((await queueOf('Registrations')).move).toMatchObject({ status: 'COMPLETED', moved: 1, toMove: 1 });
  });

  it('is registered when it is redriven by itself after the repair', async () => {
    quotas.channelsPerAccount = channelsPerAccount;
    const { id } = await queueOf('Registrations');
    const [letter] = await letters('Registrations', 1);
    expect((await post(`/api/dead-letters/${id}/messages/${letter!.id}/redrive`)).status).toBe(200);
    await until(async () => (await statusOf(`${camera.certificateId}-3`)) === 'SUCCEEDED');
    await letters('Registrations', 0);
    expect(await pendingOf(camera)).toBeUndefined();
    const again = await post(`/api/dead-letters/${id}/messages/${letter!.id}/redrive`);
    expect([again.status, await again.json()]).toEqual([409, { error: expect.stringContaining('not there any more') }]);
  });
});

describe('what a topic rule could not deliver', () => {
  it('is unwrapped, with the rule and its reason', async () => {
    const QueueUrl = lensgate.outputs.get('RegistrationQueueUrl')!;
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const { QueueArn: Resource, Policy } = Attributes!;
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource };
    const closed = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: closed } }));

    const camera = await makeCamera('SN-2');
    const giveUp = keepKnocking(lensgate, 'garage', camera);
    const letter = await until(async () => (await read('Registrations')).messages[0]);
    giveUp();
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: Policy! } }));
    expect(letter).toMatchObject({
      kind: 'undelivered',
      says: expect.stringMatching(/topic rule .*CameraRegistered.* not authorized/),
      certificateId: camera.certificateId,
    });
    expect(letter.payload).not.toContain('base64');
    expect(JSON.parse(letter.payload)).toMatchObject({
      originalPayload: { certificateId: camera.certificateId, certificateStatus: 'PENDING_ACTIVATION' },
    });

    const { id } = await queueOf('Registrations');
    await post(`/api/dead-letters/${id}/redrive`);
    await until(async () => (await statusOf(camera.certificateId)) === 'FAILED');
  });
});

describe('what a function failed on', () => {
  it('comes with what the function says of it, and can be deleted', async () => {
    const QueueUrl = lensgate.outputs.get('RegistrationQueueUrl')!;
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '0' } }));
    const MessageBody = JSON.stringify({ certificateId: 'nobody', password: 'hunter2' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const letter = await until(async () =>
      (await read('Registrations')).messages.find(({ payload }) => payload.includes('nobody')),
    );
    expect(letter).toMatchObject({
      kind: 'failed',
      says: expect.stringMatching(/^StartProvisioning can't take it: .*certificateId/),
    });
    expect(letter.payload).not.toContain('hunter2');

    const { id } = await queueOf('Registrations');
    expect((await post(`/api/dead-letters/${id}/messages/${letter.id}/delete`)).status).toBe(200);
    expect((await read('Registrations')).messages.filter((each) => each.id === letter.id)).toEqual([]);
  });
});

it('says what EventBridge could not deliver, and which camera it is about', async () => {
  const attributes = { RULE_ARN: 'arn:aws:events:…:rule/CameraChanged', ERROR_MESSAGE: 'The queue is gone.' };
  const event = { source: 'lensgate', 'detail-type': 'CameraProvisioned', detail: { cameraName: 'front-door' } };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: await queueUrlOf('History'),
      MessageBody: JSON.stringify(event),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }),
  );
  expect(await letters('History', 1)).toEqual([
    expect.objectContaining({
      kind: 'undelivered',
      says: expect.stringMatching(/EventBridge .*CameraChanged: The queue is gone/),
      cameraName: 'front-door',
    }),
  ]);
});

it('shows the first 50 of many, none twice, and tells how many there are', async () => {
  const QueueUrl = await queueUrlOf('Presence');
  for (let n = 0; n < 60; n++) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ n }) }));
  const { messages, waiting } = await until(async () => {
    const found = await read('Presence');
    return found.waiting === 60 && found;
  });
  expect([messages.length, new Set(messages.map(({ id }) => id)).size, waiting]).toEqual([50, 50, 60]);
});

/** Not every queue is an output of the stack. */
async function queueUrlOf(title: string): Promise<string> {
  const [StackName, LogicalResourceId] = ['Lensgate-dev-Service', (await queueOf(title)).id];
  const find = new DescribeStackResourcesCommand({ StackName, LogicalResourceId });
  const { StackResources } = await new CloudFormationClient(lensgate.client).send(find);
  return StackResources![0]!.PhysicalResourceId!;
}
