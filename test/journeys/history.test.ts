// History, through every part: what happens to a camera is what the history table says, once, in order, and nobody's secret.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScanCommand as ScanDocumentsCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs';
import { documentClient } from '../../records/document-client.ts';
import { executionsOf } from '../../executions/executions.ts';
import { retryRegistration } from '../../cli/executions/retry-registration.ts';
import {
  newestReports,
  readCameraEvent,
  readExecutionReport,
  type CameraEvent,
  type ExecutionReport,
} from '../../records/camera-history.ts';
import { AwsError } from '../../localcloud/core/aws-error.ts';
import { servicePrincipal } from '../../localcloud/core/principal.ts';
import { lensgateCommand } from '../support/command-line.ts';
import { cameraRecord } from '../support/camera-record.ts';
import { connectCamera, makeCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

const [ada, eve] = ['ada@example.com', 'eve@example.com'] as const;
/** Every message that came into the history queue. */
const sent: string[] = [];
/** Once it is, a message that was received is there again at once, as after its visibility timeout. */
let impatient = false;
let lensgate: Lensgate;
let camera: TestCamera;
let claimCode: string;
let nextCode: string;

interface History {
  readonly camera: readonly CameraEvent[];
  readonly executions: ReadonlyMap<string, ExecutionReport>;
}

async function history(): Promise<History> {
  const TableName = lensgate.outputs.get('HistoryTableName');
  const { Items = [] } = await documentClient(lensgate.client).send(new ScanDocumentsCommand({ TableName }));
  const of = (prefix: string) => Items.filter(({ pk }) => (pk as string).startsWith(prefix));
  const events = of('camera#front-door').sort((a, b) => ((a['sk'] as string) < (b['sk'] as string) ? -1 : 1));
  return {
    camera: events.map((item) => readCameraEvent(item)!),
    executions: newestReports(of('executions#').map((item) => readExecutionReport(item)!)),
  };
}

const untilHistory = (isThere: (now: History) => boolean): Promise<History> =>
  until(async () => {
    const now = await history();
    return isThere(now) && now;
  });
const happened = (kind: CameraEvent['kind']) => untilHistory((now) => now.camera.some((event) => event.kind === kind));

async function ask(who: string, method: string, path: string, body?: object): Promise<Record<string, string>> {
  const response = await fetch(`${lensgate.cloud.context.addresses.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await lensgate.token(who)}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text || '{}') as Record<string, string>;
}

beforeAll(async () => {
  lensgate = await startLensgate();
  const { cloud, client, dataDir, outputs } = lensgate;
  cloud.context.aws.intercept(({ operation, input }, proceed) => {
    const { QueueUrl = '', MessageBody = '' } = input as { QueueUrl?: string; MessageBody?: string };
    if (operation === 'SendMessage' && QueueUrl.includes('HistoryQueue')) sent.push(MessageBody);
    return proceed();
  });
  cloud.context.aws.intercept(async ({ operation, input }, proceed) => {
    const answer = await proceed();
    if (!impatient || operation !== 'ReceiveMessage') return answer;
    const { QueueUrl } = input as { QueueUrl: string };
    for (const { ReceiptHandle } of (answer as { Messages?: Message[] }).Messages ?? []) {
      const now = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
      await cloud.context.aws.call(cloud.context.iam.operatorPrincipal, 'sqs', 'ChangeMessageVisibility', now);
    }
    return answer;
  });

  // Refused at first, because the account may not make channels.
  const added = ['manifest', 'add', '--serial', 'SN-1', '--camera', 'front-door', '--json'];
  ({ claimCode } = JSON.parse((await lensgateCommand(['--data-dir', dataDir, ...added])).out) as { claimCode: string });
  camera = await makeCamera('SN-1');
  const allow = cloud.context.aws.intercept(({ operation }, proceed) => {
    if (operation === 'CreateSignalingChannel') throw new AwsError('AccessDeniedException', 'No channels today.');
    return proceed();
  });
  const giveUp = new AbortController();
  connectCamera(lensgate, 'front-door', camera, giveUp.signal).catch(() => undefined);
  await untilHistory(({ executions }) => executions.get(camera.certificateId)?.status === 'FAILED');
  giveUp.abort(new Error('enough'));
  allow();

  const executions = executionsOf(new SFNClient(client), outputs.get('StateMachineArn')!);
  await retryRegistration(client, outputs.get('RegistrationQueueUrl')!, executions, camera.certificateId);
  await connectCamera(lensgate, 'front-door', camera);
  await happened('disconnected');

  await ask(ada, 'POST', '/cameras/claim', { serialNumber: 'SN-1', claimCode });
  await ask(ada, 'PUT', '/cameras/front-door/shares/sam%40example.com', {});
  await ask(ada, 'DELETE', '/cameras/front-door/shares/sam%40example.com');
  await ask(ada, 'POST', '/cameras/front-door/transfer', { to: eve });
  await ask(eve, 'POST', '/cameras/front-door/transfer/accept');
  ({ claimCode: nextCode = '' } = await ask(eve, 'POST', '/cameras/front-door/release'));
  await happened('released');
  await untilHistory(({ executions: known }) => known.get(`${camera.certificateId}-2`)?.status === 'SUCCEEDED');
  await untilHistory(({ camera: known }) => known.length === 10);
});
afterAll(() => lensgate.stop());

/** `registered` may be written a moment after the camera has connected already. */
const story = ({ camera: events }: History) =>
  events.filter(({ kind }) => kind !== 'registered').map(({ at: _at, id: _id, ...event }) => event);

describe('the history', () => {
  it('of a camera is what happened to it, in order, and who did it', async () => {
    const now = await history();
    expect(story(now)).toEqual([
      {
        kind: 'registration-failed',
        executionName: camera.certificateId,
        error: 'KinesisVideo.AccessDeniedException',
      },
      { kind: 'connected' },
      { kind: 'disconnected', reason: 'CLIENT_INITIATED_DISCONNECT' },
      { kind: 'claimed', userId: ada },
      { kind: 'shared', userId: ada, to: 'sam@example.com' },
      { kind: 'share-revoked', userId: ada, to: 'sam@example.com' },
      { kind: 'transfer-offered', userId: ada, to: eve },
      { kind: 'transfer-accepted', userId: eve, from: ada },
      { kind: 'released', userId: eve },
    ]);
    expect(now.camera.filter(({ kind }) => kind === 'registered')).toMatchObject([
      { executionName: `${camera.certificateId}-2` },
    ]);
  });

  it('of the executions says which camera it was, and why it failed', async () => {
    const { executions } = await history();
    const named = { cameraName: 'front-door', serialNumber: 'SN-1', redriveCount: 0 };
    expect(Object.fromEntries(executions)).toEqual({
      [camera.certificateId]: {
        ...named,
        executionName: camera.certificateId,
        status: 'FAILED',
        error: 'KinesisVideo.AccessDeniedException',
        cause: expect.stringMatching(
          /^Camera front-door \(serial number SN-1, certificate .{64}\) was not registered: /,
        ),
        startedAt: expect.any(Number),
        stoppedAt: expect.any(Number),
        writtenAt: expect.any(Number),
      },
      [`${camera.certificateId}-2`]: {
        ...named,
        executionName: `${camera.certificateId}-2`,
        status: 'SUCCEEDED',
        startedAt: expect.any(Number),
        stoppedAt: expect.any(Number),
        writtenAt: expect.any(Number),
      },
    });
  });

  it('is the same after every message came once more', async () => {
    const before = await history();
    const QueueUrl = await queueUrl('HistoryQueue');
    const sqs = new SQSClient(lensgate.client);
    for (const MessageBody of [...sent]) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const firstAgain = (now: History) => now.executions.get(camera.certificateId)!.writtenAt;
    const after = await untilHistory((now) => firstAgain(now) > firstAgain(before));
    await until(async () => (await waiting('HistoryQueue')) === 0);
    expect((await history()).camera).toEqual(before.camera);
    const timeless = ({ executions }: History) =>
      [...executions.values()].map(({ writtenAt: _, ...report }) => report).sort((a, b) => a.startedAt - b.startedAt);
    expect(timeless(after)).toEqual(timeless(before));
  });

  it('keeps no claim code', async () => {
    const TableName = lensgate.outputs.get('HistoryTableName');
    const { Items } = await new DynamoDBClient(lensgate.client).send(new ScanCommand({ TableName }));
    const everything = JSON.stringify([Items, sent]);
    expect(everything).toContain('front-door');
    for (const code of [claimCode, nextCode]) {
      expect(code).toMatch(/./);
      expect(everything).not.toContain(code);
    }
  });

  it('is kept for 90 days', async () => {
    const TableName = lensgate.outputs.get('HistoryTableName');
    const { Items = [] } = await new DynamoDBClient(lensgate.client).send(new ScanCommand({ TableName }));
    const days = Items.map(({ expiresAt }) => (Number(expiresAt!.N) - Date.now() / 1000) / 86_400);
    expect(Math.min(...days)).toBeGreaterThan(89.9);
    expect(Math.max(...days)).toBeLessThan(90.1);
  });

  it('puts what nobody can read into the dead letters', async () => {
    const QueueUrl = await queueUrl('HistoryQueue');
    impatient = true;
    await new SQSClient(lensgate.client).send(new SendMessageCommand({ QueueUrl, MessageBody: '{"detail-type":"?"}' }));
    await until(async () => (await waiting('HistoryDeadLetterQueue')) === 1);
  });
});

describe('who writes the history', () => {
  it('may write no camera, and may not read the history', async () => {
    const { aws, iam, accountId } = lensgate.cloud.context;
    const { Functions = [] } = await aws.call(iam.operatorPrincipal, 'lambda', 'ListFunctions', {});
    const { Role: roleArn = '', FunctionArn = '' } = Functions.find(({ FunctionName }) =>
      FunctionName!.includes('RecordHistory'),
    )!;
    const { principal } = iam.assumeRole({
      roleArn,
      by: servicePrincipal('lambda.amazonaws.com', accountId, FunctionArn),
      sessionName: 'test',
      durationSeconds: 900,
    });
    const Item = { pk: { S: 'camera#front-door' }, sk: { S: 'camera' }, userId: { S: 'mallory@example.com' } };
    const [TableName, HistoryTableName] = ['TableName', 'HistoryTableName'].map((name) => lensgate.outputs.get(name));
    const denied = { name: 'AccessDeniedException' };
    await expect(aws.call(principal, 'dynamodb', 'PutItem', { TableName, Item })).rejects.toMatchObject(denied);
    const scan = aws.call(principal, 'dynamodb', 'Scan', { TableName: HistoryTableName });
    await expect(scan).rejects.toMatchObject(denied);
  });
});

it("a camera's record says when its certificate expires", async () => {
  const { certificateExpiresAt } = (await cameraRecord(lensgate, 'front-door'))!;
  expect(Number(certificateExpiresAt) * 1000).toBeGreaterThan(Date.now());
});

async function queueUrl(name: string): Promise<string> {
  const { aws, iam } = lensgate.cloud.context;
  const { QueueUrls = [] } = await aws.call(iam.operatorPrincipal, 'sqs', 'ListQueues', {});
  return QueueUrls.find((url) => url.includes(name))!;
}

async function waiting(name: string): Promise<number> {
  const { aws, iam } = lensgate.cloud.context;
  const counted = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await aws.call(iam.operatorPrincipal, 'sqs', 'GetQueueAttributes', {
    QueueUrl: await queueUrl(name),
    AttributeNames: [...counted],
  });
  return counted.reduce((sum, attribute) => sum + Number(Attributes?.[attribute]), 0);
}
