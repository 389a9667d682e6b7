// A camera comes with a new certificate, and its former life ends: what was given out in that one opens nothing of the next.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeSignalingChannelCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { SFNClient } from '@aws-sdk/client-sfn';
import { executionsOf } from '../../executions/executions.ts';
import { getCameraRecord, type CameraRecord } from '../../records/camera-record.ts';
import { documentClient } from '../../records/document-client.ts';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import { credentialsOf, tradeCertificate, type TradedCredentials } from '../support/camera-credentials.ts';
import { connectCamera, makeCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { connect } from '../support/mqtt-device.ts';
import { openSignalingSocket } from '../support/signaling-socket.ts';

interface Life {
  readonly camera: TestCamera;
  readonly record: CameraRecord;
  readonly credentials: TradedCredentials;
}

let lensgate: Lensgate;
let former: Life;
let present: Life;
let viewerUrl: string;

const ask = async (email: string, method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${lensgate.cloud.context.addresses.apiUrl}/cameras/front-door${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await lensgate.token(email)}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
const lifeOf = async (camera: TestCamera): Promise<Life> => {
  const table = { client: documentClient(lensgate.client), tableName: lensgate.outputs.get('TableName')! };
  const [record, credentials] = await Promise.all([
    getCameraRecord(table, 'front-door'),
    credentialsOf(lensgate, camera.identity, { thingName: 'front-door' }),
  ]);
  return { camera, record: record!, credentials };
};
const joins = async (url: string): Promise<boolean> => {
  const outcome = await openSignalingSocket(url);
  if (!('socket' in outcome)) return false;
  await outcome.close();
  return true;
};

beforeAll(async () => {
  lensgate = await startLensgate({ context: { reprovision: 'reset' } });
  former = await lifeOf(
    await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' }),
  );
  expect((await ask('ada@example.com', 'PUT', '/shares/bob%40example.com', {})).status).toBe(200);
  expect((await ask('ada@example.com', 'POST', '/transfer', { to: 'carol@example.com' })).status).toBe(200);
  const response = await ask('bob@example.com', 'GET', '/viewer-url?ice=false');
  viewerUrl = ((await response.json()) as { url: string }).url;
  expect(await joins(viewerUrl)).toBe(true);

  const reborn = await makeCamera('SN-1');
  await connectCamera(lensgate, 'front-door', reborn);
  present = await lifeOf(reborn);
});
afterAll(() => lensgate.stop());

describe('the next life', () => {
  it('has the name and the serial number, another channel, a greater epoch, and no owner', () => {
    const { cameraName, serialNumber, certificateId, channelArn, epoch, owner } = present.record;
    expect({ cameraName, serialNumber, certificateId, owner }).toEqual({
      cameraName: 'front-door',
      serialNumber: 'SN-1',
      certificateId: present.camera.certificateId,
      owner: undefined,
    });
    expect(channelArn).not.toBe(former.record.channelArn);
    expect(epoch).toBeGreaterThan(former.record.epoch);
  });

  it('began when the former one was retired, by an execution beside its own', async () => {
    const machine = lensgate.outputs.get('RetirementStateMachineArn')!;
    const retired = await executionsOf(new SFNClient(lensgate.client), machine).describe(
      `${present.camera.certificateId}-former`,
    );
    expect(retired.status).toBe('SUCCEEDED');
  });
});

describe('what a life gave out', () => {
  const asMaster = async ({ credentials }: Life): Promise<boolean> =>
    joins(
      await presignSignalingUrl({
        endpoint: lensgate.cloud.context.addresses.masterSignalingUrl,
        channelArn: present.record.channelArn,
        region: lensgate.cloud.context.region,
        credentials,
        now: Date.now(),
        expiresInSeconds: 60,
      }),
    );
  const describes = ({ credentials }: Life): Promise<boolean> =>
    new KinesisVideoClient({ ...lensgate.client, credentials, maxAttempts: 1 })
      .send(new DescribeSignalingChannelCommand({ ChannelName: 'front-door' }))
      .then(
        () => true,
        (error: Error) => {
          expect(error.name).toBe('AccessDeniedException');
          return false;
        },
      );
  const trades = async ({ camera }: Life): Promise<boolean> =>
    (await tradeCertificate(lensgate, camera.identity, { thingName: 'front-door' })).status === 200;
  const connects = async ({ camera }: Life): Promise<boolean> => {
    const client = await connect(lensgate.cloud.context, camera.identity, 'front-door');
    if (client === 'closed') return false;
    await client.endAsync(true);
    return true;
  };

  it.each([
    ['credentials that haven’t expired, to find the channel', describes],
    ['credentials that haven’t expired, to be its master', asMaster],
    ['the certificate, for new credentials', trades],
    ['the certificate, over MQTT', connects],
  ])('%s: good in its own life only', async (_, does) => {
    expect([await does(former), await does(present)]).toEqual([false, true]);
  });

  it('a viewer URL leads nowhere', async () => {
    expect(await joins(viewerUrl)).toBe(false);
  });

  it.each([
    ['the owner', 'ada@example.com', 'GET', '/viewer-url?ice=false'],
    ['the owner', 'ada@example.com', 'GET', ''],
    ['who had a share', 'bob@example.com', 'GET', '/viewer-url?ice=false'],
    ['to whom it was offered', 'carol@example.com', 'POST', '/transfer/accept'],
  ])('%s of then is a stranger: %s %s %s', async (_, email, method, path) => {
    expect((await ask(email, method, path)).status).toBe(403);
  });
});
