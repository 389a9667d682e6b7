// A camera comes with another certificate, renews the one that it has, or gives way to other hardware. What its predecessor was given and has
// said opens nothing any more; what people were given ends with a life that ends, and stays with one that goes on.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeSignalingChannelCommand,
  DescribeStreamCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import { DescribeCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { makeKeyAndCsr } from '../../camera/factory.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { toCloudTopic, type ToCloud } from '../../events/camera-topics.ts';
import { readCause } from '../../executions/cause.ts';
import { executionsOf } from '../../executions/executions.ts';
import { getCameraRecord, type CameraRecord } from '../../records/camera-record.ts';
import type { Table } from '../../records/camera-table.ts';
import { documentClient } from '../../records/document-client.ts';
import { getManifestEntry, type ManifestEntry } from '../../records/manifest-entry.ts';
import { addManifestEntry } from '../../records/manifest-writes.ts';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import { credentialsOf, tradeCertificate, type TradedCredentials } from '../support/camera-credentials.ts';
import { commandsAgainst, stopCommands } from '../support/command-line.ts';
import { connectCamera, keepKnocking, makeCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { connect, connected } from '../support/mqtt-device.ts';
import { isEmptyQueue, noteQueued, type Queued } from '../support/queues.ts';
import { openSignalingSocket } from '../support/signaling-socket.ts';
import { until } from '../support/until.ts';

interface Camera {
  readonly camera: TestCamera;
  readonly record: CameraRecord;
  readonly credentials: TradedCredentials;
}

let lensgate: Lensgate;
let table: Table;
let queued: readonly Queued[];
beforeAll(async () => {
  lensgate = await startLensgate({ context: { media: 'both' } });
  table = { client: documentClient(lensgate.client), tableName: lensgate.outputs.get('TableName')! };
  queued = noteQueued(lensgate);
});
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
});

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
  /** It asks for its next certificate itself, and nobody who watches notices. */
  readonly isRenewed?: true;
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
  { way: 'renewal', cameraName: 'porch', entry: { serialNumber: 'SN-5' }, livesOn: true, isRenewed: true },
];

describe.each(ways)('$way', ({ cameraName, entry, successor, livesOn, isRenewed }) => {
  let former: Camera;
  let present: Camera;
  let viewerUrl: string;
  let ofFormer: readonly Queued[];

  const ask = async (email: string, method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${lensgate.cloud.context.addresses.apiUrl}/cameras/${cameraName}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await lensgate.token(email)}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const askForToken = async (email: string): Promise<Response> =>
    fetch(`${lensgate.cloud.context.addresses.apiUrl}/pairings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await lensgate.token(email)}` },
    });
  const says = async ({ camera }: Camera, kind: ToCloud, message: object): Promise<void> => {
    const client = await connected(lensgate.cloud.context, camera.identity, cameraName);
    await client.publishAsync(toCloudTopic(cameraName, kind), JSON.stringify(message), { qos: 1 });
    await client.endAsync();
  };
  const register = async (serialNumber: string): Promise<Camera> => {
    const camera = await makeCamera(serialNumber);
    await connectCamera(lensgate, cameraName, camera);
    return withCredentials(camera);
  };
  const renew = async (): Promise<Camera> => {
    const { privateKey, csr } = await makeKeyAndCsr(entry.serialNumber);
    await says(former, 'certificate-request', { certificateSigningRequest: csr });
    const certificateId = await until(async () => (await getCameraRecord(table, cameraName))?.nextCertificateId);
    const iot = new IoTClient(lensgate.client);
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    const camera = { identity: { certificate: certificateDescription!.certificatePem!, privateKey }, certificateId };
    await connectCamera(lensgate, cameraName, camera);
    await until(async () => {
      const record = await getCameraRecord(table, cameraName);
      return record?.certificateId === certificateId && record.formerCertificateId === undefined;
    });
    return withCredentials(camera);
  };
  const withCredentials = async (camera: TestCamera): Promise<Camera> => {
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
    // The camera has an owner: its button does nothing for dave, nor does his token.
    const { pairingToken } = (await (await askForToken('dave@example.com')).json()) as Record<string, string>;
    for (const [kind, message] of [
      ['pairing', { pairingToken }],
      ['setup', { requestId: 'press-1' }],
    ] as const) {
      const before = queued.length;
      await says(former, kind, message);
      await until(async () => queued.length > before);
    }
    ofFormer = queued.filter(({ MessageBody }) =>
      [cameraName, former.camera.certificateId].some((subject) => MessageBody.includes(subject)),
    );

    // Whom the maker names first is no matter where somebody is the owner.
    const manifest = openManifestTable(lensgate.client, table.tableName);
    if (successor) await manifest.add({ ...successor, cameraName, owner: 'eve@example.com' });
    present = await (isRenewed ? renew() : register(successor?.serialNumber ?? entry.serialNumber));
  });

  it('has the name, another channel unless it was renewed, and owner, epoch and recordings where its life goes on', () => {
    const { serialNumber, certificateId, channelArn, owner, epoch, streamArn, status } = present.record;
    expect({ serialNumber, certificateId, owner, status }).toEqual({
      serialNumber: successor?.serialNumber ?? entry.serialNumber,
      certificateId: present.camera.certificateId,
      owner: livesOn ? 'ada@example.com' : undefined,
      status: 'ACTIVE',
    });
    expect(channelArn === former.record.channelArn).toBe(isRenewed === true);
    if (livesOn) expect([epoch, streamArn]).toEqual([former.record.epoch, former.record.streamArn]);
    else {
      expect(epoch).toBeGreaterThan(former.record.epoch);
      expect(streamArn).not.toBe(former.record.streamArn);
    }
  });

  it('began when the former one was out of service, by an execution beside its own', async () => {
    if (isRenewed) return;
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

  it('a viewer URL of before leads nowhere, unless nobody was to notice', async () => {
    expect(await joins(viewerUrl)).toBe(isRenewed === true);
  });

  it('what it said and what was said of it changes nothing when it comes again, from a queue or from the dead letters', async () => {
    const before = await getCameraRecord(table, cameraName);
    const sqs = new SQSClient(lensgate.client);
    for (const message of ofFormer) await sqs.send(new SendMessageCommand(message));
    // As a registration that was parked: the number of the next attempt lets it skip the cool-down.
    const registration = ofFormer.find(
      ({ MessageBody }) => 'certificateStatus' in (JSON.parse(MessageBody) as object),
    )!;
    const MessageBody = JSON.stringify({ ...(JSON.parse(registration.MessageBody) as object), attempt: 2 });
    await sqs.send(new SendMessageCommand({ ...registration, MessageBody }));

    const registrations = executionsOf(new SFNClient(lensgate.client), lensgate.outputs.get('StateMachineArn')!);
    const end = await until(async () => {
      const execution = await registrations.find(`${former.camera.certificateId}-2`);
      return execution?.stopDate && execution;
    });
    expect(end.error).toBe('CertificateNotPendingError');
    for (const { QueueUrl } of ofFormer) await until(async () => isEmptyQueue(sqs, QueueUrl));
    expect(await getCameraRecord(table, cameraName)).toEqual(before);
    expect((await ask('dave@example.com', 'GET', '')).status).toBe(403);
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

    it('retired with its recordings, its credentials reach them no more, until it is re-armed', async () => {
      const findsStream = async ({ credentials }: Camera): Promise<boolean> =>
        new KinesisVideoClient({ ...lensgate.client, credentials, maxAttempts: 1 })
          .send(new DescribeStreamCommand({ StreamName: cameraName }))
          .then(
            () => true,
            ({ name }: Error) => (name === 'AccessDeniedException' ? false : Promise.reject(new Error(name))),
          );
      expect(await findsStream(present)).toBe(true);
      const wishes = ['--certificate', 'rearm', '--recordings', 'keep', '--yes'];
      const retired = await commandsAgainst(lensgate).run('camera', 'retire', '--camera', cameraName, ...wishes);
      expect(retired).toMatchObject({ code: 0 });
      expect(await findsStream(present)).toBe(false);
      await connectCamera(lensgate, cameraName, present.camera);
      expect((await getCameraRecord(table, cameraName))!.streamArn).toBe(present.record.streamArn);
      expect(await findsStream(present)).toBe(true);
    });
  }
});
