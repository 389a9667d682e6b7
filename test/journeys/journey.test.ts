// The main job, through every part: a camera registers itself, its owner gets a URL, nobody else does, and nothing is lost.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import { KinesisVideoClient, ListSignalingChannelsCommand } from '@aws-sdk/client-kinesis-video';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { validateViewerUrlResponse } from '../../api/payloads/index.ts';
import { executionsOf } from '../../executions/executions.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { retryRegistration } from '../../cli/executions/retry-registration.ts';
import { connectCamera, makeCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

describe('from the factory to the viewer URL', () => {
  let lensgate: Lensgate;
  let camera: TestCamera;
  const called: string[] = [];

  beforeAll(async () => {
    lensgate = await startLensgate();
    lensgate.cloud.context.aws.intercept(({ service, operation, call }, proceed) => {
      // Presence and history are written down whenever their events arrive.
      if (!/Record(Presence|History)/.test(call.principal.arn)) called.push(`${service}:${operation}`);
      return proceed();
    });
    camera = await registerCamera(lensgate, {
      serialNumber: 'SN-1',
      cameraName: 'front-door',
      owner: 'Ada@Example.com',
    });
    await registerCamera(lensgate, { serialNumber: 'SN-2', cameraName: 'garage', owner: 'eve@example.com' });
    const [adas, nobodys] = await Promise.all(
      ['Ada@example.com', 'nobody@example.com'].map((email) => lensgate.token(email)),
    );
    ada = () => ({ authorization: `Bearer ${adas}` });
    nobody = () => ({ authorization: `Bearer ${nobodys}` });
  });
  afterAll(() => lensgate.stop());

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${lensgate.cloud.context.addresses.apiUrl}${path}`, { headers });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  let ada: () => { authorization: string };
  let nobody: () => { authorization: string };

  it('leaves one record, owned in one spelling, with the endpoints for viewers', async () => {
    const { Item } = await new DynamoDBClient(lensgate.client).send(
      new GetItemCommand({
        TableName: lensgate.outputs.get('TableName'),
        Key: { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } },
      }),
    );
    expect(Item).toMatchObject({
      userId: { S: 'ada@example.com' },
      role: { S: 'OWNER' },
      status: { S: 'ACTIVE' },
      certificateId: { S: camera.certificateId },
      endpoints: { M: { viewer: { M: { wss: { S: expect.stringMatching(/^ws/) } } } } },
    });
  });

  it('took at most 15 state transitions', async () => {
    const sfn = new SFNClient(lensgate.client);
    const stateMachineArn = lensgate.outputs.get('StateMachineArn')!;
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${camera.certificateId}`;
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    const transitions = events.filter(({ type }) => type?.endsWith('StateEntered')).length;
    expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
    expect(transitions).toBeLessThanOrEqual(15);
  });

  it('hands the owner a URL that says what it is, for one DynamoDB request and no call to the KVS control plane', async () => {
    called.length = 0;
    const { status, headers, body } = await get('/cameras/front-door/viewer-url', ada());
    expect({ status, valid: validateViewerUrlResponse(body) }).toMatchObject({ status: 200 });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ cameraName: 'front-door', role: 'VIEWER', region: 'us-east-1' });
    const query = new URL(String(body['url'])).searchParams;
    expect(query.get('X-Amz-ChannelARN')).toBe(body['channelArn']);
    expect(query.get('X-Amz-ClientId')).toBe(body['clientId']);
    expect(Number(query.get('X-Amz-Expires'))).toBeLessThanOrEqual(299);
    expect(called.filter((call) => call.startsWith('dynamodb:'))).toEqual(['dynamodb:BatchGetItem']);
    // TURN servers come from the channel's own endpoint, and serve whoever asks within a minute.
    await get('/cameras/front-door/viewer-url', ada());
    const kvs = called.filter((call) => call.startsWith('kinesisvideo'));
    expect(kvs).toEqual(['kinesisvideosignaling:GetIceServerConfig']);
  });

  it("serves the AWS sample's clients, minus its hole", async () => {
    const headers = { ...ada(), cameraName: 'front-door' };
    const own = await get('/?channelName=front-door', headers);
    expect(own.status).toBe(200);
    expect(Object.keys(own.body)).toEqual(['signedURL']);
    expect(new URL(String(own.body['signedURL'])).searchParams.get('X-Amz-ChannelARN')).toContain('/front-door/');
    expect((await get('/?channelName=garage', headers)).status).toBe(403);
    expect((await get('/?channelName=garage', { ...headers, cameraName: 'garage' })).status).toBe(403);
    expect((await get('/', headers)).status).toBe(403);
  });

  it.each<[string, string, () => Record<string, string>, number]>([
    ['without credentials', '/cameras/front-door/viewer-url', () => ({}), 401],
    ['with what is no token', '/cameras/front-door/viewer-url', () => ({ authorization: 'secretToken' }), 401],
    ['for a camera of somebody else', '/cameras/garage/viewer-url', () => ada(), 403],
    ['for a camera that does not exist', '/cameras/nowhere/viewer-url', () => ada(), 403],
    ['for a user without cameras', '/cameras/front-door/viewer-url', () => nobody(), 403],
    ['for a name that no camera can have', '/cameras/front%20door/viewer-url', () => ada(), 400],
    ['for a parameter that it does not know', '/cameras/front-door/viewer-url?channelName=garage', () => ada(), 400],
    ['on an unknown route', '/camera', () => ada(), 404],
  ])('answers %s', async (_, path, headers, expected) => {
    const { status, body } = await get(path, headers());
    expect(status).toBe(expected);
    expect(typeof (body['message'] ?? body['detail'])).toBe('string');
  });

  it('says the same of what is not mine and what is not there', async () => {
    const [other, unknown] = [
      await get('/cameras/garage/viewer-url', ada()),
      await get('/cameras/nope/viewer-url', ada()),
    ];
    expect(unknown.body).toEqual(other.body);
  });

  it('answers 500 when the store is out, never a refusal', async () => {
    const mend = lensgate.cloud.context.aws.intercept(({ operation }, proceed) => {
      if (operation === 'BatchGetItem') throw Object.assign(new Error('the disk is on fire'), { name: 'Outage' });
      return proceed();
    });
    try {
      const { status, body } = await get('/cameras/front-door/viewer-url', ada());
      expect(status).toBe(500);
      expect(JSON.stringify(body)).not.toContain('fire');
    } finally {
      mend();
    }
  });

  it('refuses a camera that is not in the manifest, and registers it when it is', async () => {
    const stranger = await makeCamera('SN-3');
    const giveUp = new AbortController();
    const connecting = connectCamera(lensgate, 'porch', stranger, giveUp.signal);
    connecting.catch(() => undefined);
    const sfn = new SFNClient(lensgate.client);
    const stateMachineArn = lensgate.outputs.get('StateMachineArn')!;
    const failed = await until(async () => {
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }),
      );
      return executions.find(({ name }) => name === stranger.certificateId);
    });
    giveUp.abort(new Error('gave up'));
    const { events = [] } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn: failed.executionArn!, reverseOrder: true, maxResults: 1 }),
    );
    expect(events[0]!.executionFailedEventDetails).toMatchObject({
      error: 'UnknownSerialNumberError',
      cause: expect.stringContaining('lensgate manifest add --serial SN-3'),
    });
    const { certificateDescription } = await new IoTClient(lensgate.client).send(
      new DescribeCertificateCommand({ certificateId: stranger.certificateId }),
    );
    expect(certificateDescription?.status).toBe('PENDING_ACTIVATION');

    await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({
      serialNumber: 'SN-3',
      cameraName: 'porch',
    });
    const executions = executionsOf(new SFNClient(lensgate.client), stateMachineArn);
    const queueUrl = lensgate.outputs.get('RegistrationQueueUrl')!;
    const retry = () => retryRegistration(lensgate.client, queueUrl, executions, stranger.certificateId);
    expect(await retry()).toBe(`${stranger.certificateId}-2`);
    await connectCamera(lensgate, 'porch', stranger);
    await expect(retry()).rejects.toThrow(`Nothing to retry: ${stranger.certificateId}-2 is SUCCEEDED.`);
  });
});

describe('a restart', () => {
  it('goes on with a registration that was under way, and keeps what was there', async () => {
    const first = await startLensgate();
    const done = await registerCamera(first, {
      serialNumber: 'SN-1',
      cameraName: 'front-door',
      owner: 'ada@example.com',
    });
    const manifest = openManifestTable(first.client, first.outputs.get('TableName')!);
    await manifest.add({ serialNumber: 'SN-2', cameraName: 'garage', owner: 'ada@example.com' });
    const late = await makeCamera('SN-2');
    // Held in the middle: the channel is being created when the power goes.
    let reached: () => void = () => undefined;
    const inTheMiddle = new Promise<void>((resolve) => (reached = resolve));
    first.cloud.context.aws.intercept(({ operation }, proceed) => {
      if (operation !== 'DescribeSignalingChannel') return proceed();
      reached();
      return new Promise(() => undefined);
    });
    const giveUp = new AbortController();
    connectCamera(first, 'garage', late, giveUp.signal).catch(() => undefined);
    await inTheMiddle;
    giveUp.abort(new Error('power cut'));
    await first.cloud.stop();

    const second = await startLensgate({ dataDir: first.dataDir });
    try {
      await connectCamera(second, 'garage', late);
      await connectCamera(second, 'front-door', done);
      const { ChannelInfoList = [] } = await new KinesisVideoClient(second.client).send(
        new ListSignalingChannelsCommand({}),
      );
      expect(ChannelInfoList.map(({ ChannelName }) => ChannelName).sort()).toEqual(['front-door', 'garage']);
      const stateMachineArn = second.outputs.get('StateMachineArn')!;
      const { executions = [] } = await new SFNClient(second.client).send(
        new ListExecutionsCommand({ stateMachineArn }),
      );
      expect(executions.map(({ name, status }) => [name, status]).sort()).toEqual(
        [done, late].map(({ certificateId }) => [certificateId, 'SUCCEEDED']).sort(),
      );
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
