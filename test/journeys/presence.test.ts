// Presence, through every part: a camera's real MQTT connection is what the table says of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { connectUntilAccepted } from '../../camera/registration.ts';
import { documentClient } from '../../records/document-client.ts';
import { presenceOf, type Presence } from '../../records/presence.ts';
import { openServerCertificates } from '../../localcloud/certificates/server-certificates.ts';
import { registerCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

describe('presence', () => {
  let lensgate: Lensgate;
  let camera: TestCamera;
  beforeAll(async () => {
    lensgate = await startLensgate();
    camera = await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door' });
  });
  afterAll(() => lensgate.stop());

  const read = async (): Promise<Presence> => {
    const { Item } = await documentClient(lensgate.client).send(
      new GetCommand({
        TableName: lensgate.outputs.get('TableName'),
        Key: { pk: 'camera#front-door', sk: 'presence' },
      }),
    );
    return presenceOf(Item);
  };
  /** With the moment from which on this connection can have begun: on a busy machine an attempt before may have got through as well. */
  const connect = async () => {
    let begunAfter = 0;
    const client = await connectUntilAccepted({
      mqttUrl: lensgate.cloud.context.addresses.mqttUrl,
      serverCa: (await openServerCertificates(lensgate.dataDir)).serverCa,
      identity: camera.identity,
      cameraName: 'front-door',
      onProgress: ({ type }) => {
        if (type === 'connecting') begunAfter = Date.now();
      },
      signal: new AbortController().signal,
      backoff: { baseMs: 200, capMs: 400 },
    });
    return { client, begunAfter };
  };

  it('is online while the camera is connected, stays so when a newer connection takes over, and ends when it is cut', async () => {
    const first = await connect();
    const seenSince = (moment: number) =>
      until(async () => {
        const now = await read();
        return now.online && now.lastSeenAt! >= moment && now;
      });
    await seenSince(first.begunAfter);

    const second = await connect();
    const taken = await seenSince(second.begunAfter);
    await until(async () => first.client.disconnected);
    first.client.end(true);
    expect(await read()).toEqual(taken);

    second.client.stream.destroy(); // no DISCONNECT: the cable is cut
    const went = await until(async () => !(await read()).online && (await read()));
    expect(went.lastSeenAt).toBeGreaterThanOrEqual(taken.lastSeenAt!);
  });
});
