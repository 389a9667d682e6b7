// A camera comes with another certificate, or other hardware in its place. What its predecessor was given opens nothing any more; what
// people were given ends with a life that ends, and stays with one that goes on.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeSignalingChannelCommand,
  DescribeStreamCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { readCause } from '../../executions/cause.ts';
import { executionsOf } from '../../executions/executions.ts';
import { getCameraRecord, type CameraRecord } from '../../records/camera-record.ts';
import type { Table } from '../../records/camera-table.ts';
import { documentClient } from '../../records/document-client.ts';
import { getManifestEntry, type ManifestEntry } from '../../records/manifest-entry.ts';
import { addManifestEntry } from '../../records/manifest-writes.ts';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import { credentialsOf, tradeCertificate, type TradedCredentials } from '../support/camera-credentials.ts';
import { connectCamera, keepKnocking, makeCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { connect } from '../support/mqtt-device.ts';
import { openSignalingSocket } from '../support/signaling-socket.ts';
import { until } from '../support/until.ts';

interface Camera {
  readonly camera: TestCamera;
  readonly record: CameraRecord;
  readonly credentials: TradedCredentials;
}

let lensgate: Lensgate;
let table: Table;
beforeAll(async () => {
  lensgate = await startLensgate({ context: { media: 'both' } });
  table = { client: documentClient(lensgate.client), tableName: lensgate.outputs.get('TableName')! };
});
afterAll(() => lensgate.stop());

const joins = async (url: string): Promise<boolean> => {
  const outcome = await openSignalingSocket(url);
  if (!('socket' in outcome)) return false;
  await outcome.close();
  return true;
};

interface Way {
  readonly way: string;
  readonly cameraName: string;
  /** In the settings it is `never`. */
  readonly entry: Omit<ManifestEntry, 'cameraName' | 'owner'>;
  /** In the manifest once the camera is registered. */
  readonly successor?: Pick<ManifestEntry, 'serialNumber' | 'replaces'>;
  readonly livesOn: boolean;
}

const ways: readonly Way[] = [
  { way: 'reset', cameraName: 'front-door', entry: { serialNumber: 'SN-1', reprovision: 'reset' }, livesOn: false },
  { way: 'migrate', cameraName: 'back-door', entry: { serialNumber: 'SN-2', reprovision: 'migrate' }, livesOn: true },
  {
    way: 'other hardware',
    cameraName: 'garage',
    entry: { serialNumber: 'SN-3' },
    successor: { serialNumber: 'SN-4', replaces: 'SN-3' },
    livesOn: true,
  },
];

describe.each(ways)('$way', ({ cameraName, entry, successor, livesOn }) => {
  let former: Camera;
  let present: Camera;
  let viewerUrl: string;

  const ask = async (email: string, method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${lensgate.cloud.context.addresses.apiUrl}/cameras/${cameraName}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await lensgate.token(email)}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const register = async (serialNumber: string): Promise<Camera> => {
    const camera = await makeCamera(serialNumber);
    await connectCamera(lensgate, cameraName, camera);
    const [record, credentials] = await Promise.all([
      getCameraRecord(table, cameraName),
      credentialsOf(lensgate, camera.identity, { thingName: cameraName }),
    ]);
    return { camera, record: record!, credentials };
  };

  beforeAll(async () => {
    await addManifestEntry(table, { ...entry, cameraName, owner: 'ada@example.com' });
    former = await register(entry.serialNumber);
    expect((await ask('ada@example.com', 'PUT', '/shares/bob%40example.com', {})).status).toBe(200);
    expect((await ask('ada@example.com', 'POST', '/transfer', { to: 'carol@example.com' })).status).toBe(200);
    const response = await ask('bob@example.com', 'GET', '/viewer-url?ice=false');
    viewerUrl = ((await response.json()) as { url: string }).url;
    expect(await joins(viewerUrl)).toBe(true);

    // Whom the maker names first is no matter where somebody is the owner.
    const manifest = openManifestTable(lensgate.client, table.tableName);
    if (successor) await manifest.add({ ...successor, cameraName, owner: 'eve@example.com' });
    present = await register(successor?.serialNumber ?? entry.serialNumber);
  });

  it('has the name, another channel, and owner, epoch and recordings where its life goes on', () => {
    const { serialNumber, certificateId, channelArn, owner, epoch, streamArn, status } = present.record;
    expect({ serialNumber, certificateId, owner, status }).toEqual({
      serialNumber: successor?.serialNumber ?? entry.serialNumber,
      certificateId: present.camera.certificateId,
      owner: livesOn ? 'ada@example.com' : undefined,
      status: 'ACTIVE',
    });
    expect(channelArn).not.toBe(former.record.channelArn);
    if (livesOn) expect([epoch, streamArn]).toEqual([former.record.epoch, former.record.streamArn]);
    else {
      expect(epoch).toBeGreaterThan(former.record.epoch);
      expect(streamArn).not.toBe(former.record.streamArn);
    }
  });

  it('began when the former one was out of service, by an execution beside its own', async () => {
    const machine = lensgate.outputs.get('RetirementStateMachineArn')!;
    const retired = await executionsOf(new SFNClient(lensgate.client), machine).describe(
      `${present.camera.certificateId}-former`,
    );
    expect(retired.status).toBe('SUCCEEDED');
  });

  describe('what a device was given', () => {
    const asMaster = async ({ credentials }: Camera): Promise<boolean> =>
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
    const may = async ({ credentials }: Camera, call: (kvs: KinesisVideoClient) => Promise<unknown>) =>
      call(new KinesisVideoClient({ ...lensgate.client, credentials, maxAttempts: 1 })).then(
        () => true,
        (error: Error) => {
          expect(error.name).toMatch(/^(AccessDenied|NotAuthorized)Exception$/);
          return false;
        },
      );
    const findsChannel = (camera: Camera): Promise<boolean> =>
      may(camera, (kvs) => kvs.send(new DescribeSignalingChannelCommand({ ChannelName: cameraName })));
    const findsStream = (camera: Camera): Promise<boolean> =>
      may(camera, (kvs) => kvs.send(new DescribeStreamCommand({ StreamName: cameraName })));
    const trades = async ({ camera }: Camera): Promise<boolean> =>
      (await tradeCertificate(lensgate, camera.identity, { thingName: cameraName })).status === 200;
    const connects = async ({ camera }: Camera): Promise<boolean> => {
      const client = await connect(lensgate.cloud.context, camera.identity, cameraName);
      if (client === 'closed') return false;
      await client.endAsync(true);
      return true;
    };

    it.each([
      ['credentials that haven’t expired, to find the channel', findsChannel],
      ['credentials that haven’t expired, to be its master', asMaster],
      ['credentials that haven’t expired, to find the stream', findsStream],
      ['the certificate, for new credentials', trades],
      ['the certificate, over MQTT', connects],
    ])('%s: good for the present one only', async (_, does) => {
      expect([await does(former), await does(present)]).toEqual([false, true]);
    });
  });

  it('a viewer URL of before leads nowhere', async () => {
    expect(await joins(viewerUrl)).toBe(false);
  });

  it.each([
    ['the owner', 'ada@example.com', 'GET', '/viewer-url?ice=false', 200],
    ['the owner', 'ada@example.com', 'GET', '', 200],
    ['who had a share', 'bob@example.com', 'GET', '/viewer-url?ice=false', 200],
    ['whom the maker named', 'eve@example.com', 'GET', '/viewer-url?ice=false', 403],
    ['to whom it was offered', 'carol@example.com', 'POST', '/transfer/accept', 200],
  ])('%s of then: %s %s %s', async (_, email, method, path, whereItGoesOn) => {
    expect((await ask(email, method, path)).status).toBe(livesOn ? whereItGoesOn : 403);
  });

  if (successor) {
    it('the hardware that was replaced can’t come back, whatever certificate it brings', async () => {
      expect(await getManifestEntry(table, entry.serialNumber)).toBeUndefined();
      const again = await makeCamera(entry.serialNumber);
      const executions = executionsOf(new SFNClient(lensgate.client), lensgate.outputs.get('StateMachineArn')!);
      const stop = keepKnocking(lensgate, cameraName, again);
      const end = await until(async () => {
        const execution = await executions.find(again.certificateId);
        return execution?.stopDate && execution;
      });
      stop();
      expect([end.error, readCause(end.cause).serialNumber]).toEqual(['UnknownSerialNumberError', entry.serialNumber]);
      expect((await getCameraRecord(table, cameraName))?.serialNumber).toBe(successor.serialNumber);
    });
  }
});
