// The kick, through every part: viewer and camera are thrown out, the old URL is dead, the camera comes back on the new channel.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SFNClient } from '@aws-sdk/client-sfn';
import { goLive } from '../../camera/master.ts';
import type { CameraEvent } from '../../camera/progress.ts';
import { executionsOf } from '../../executions/executions.ts';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import { startRotation } from '../../executions/rotation.ts';
import { credentialsOf } from '../support/camera-credentials.ts';
import { cameraRecord } from '../support/camera-record.ts';
import { registerCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { openSignalingSocket, type SignalingSocket } from '../support/signaling-socket.ts';
import { until } from '../support/until.ts';

const cameraName = 'front-door';
const off = new AbortController();
const events: CameraEvent[] = [];
let lensgate: Lensgate;
let live: Promise<void> | undefined;
beforeAll(async () => {
  lensgate = await startLensgate();
  const { identity } = await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName, owner: 'ada@example.com' });
  const { region, endpoint } = lensgate.client;
  // By the camera's own role: it must find the new channel without anybody's help.
  const credentials = await credentialsOf(lensgate, identity, { thingName: cameraName });
  live = goLive({
    cameraName,
    aws: { region, endpoint, credentials },
    signal: off.signal,
    backoff: { baseMs: 50, capMs: 200 },
    onProgress: (event) => void events.push(event),
  });
});
afterAll(async () => {
  off.abort();
  await live;
  await lensgate.stop();
});

const liveOn = (channelArn: string) =>
  until(async () => events.some((event) => event.type === 'went-live' && event.channelArn === channelArn));
const viewerUrl = (channelArn: string) =>
  presignSignalingUrl({
    endpoint: lensgate.cloud.context.addresses.viewerSignalingUrl,
    channelArn,
    clientId: 'viewer-1',
    region: lensgate.client.region,
    credentials: lensgate.client.credentials,
    now: Date.now(),
    expiresInSeconds: 299,
  });

it('ends every session, leaves old URLs dead, and the camera finds its new channel by itself', async () => {
  const before = (await cameraRecord(lensgate, cameraName))!;
  const channelArn = String(before['channelArn']);
  await liveOn(channelArn);
  const oldUrl = await viewerUrl(channelArn);
  const viewer = (await openSignalingSocket(oldUrl)) as SignalingSocket;

  const authorization = `Bearer ${await lensgate.token('ada@example.com')}`;
  const { apiUrl } = lensgate.cloud.context.addresses;
  const kick = () =>
    fetch(`${apiUrl}/cameras/${cameraName}/sessions`, { method: 'DELETE', headers: { authorization } });
  const answers = await Promise.all([1, 2, 3].map(kick));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);

  expect(await viewer.closed).toBe(1001);
  const after = await until(async () => {
    const record = await cameraRecord(lensgate, cameraName);
    return record?.['status'] === 'ACTIVE' && record['channelArn'] !== channelArn && record;
  });
  expect(after).toMatchObject({ userId: before.userId, epoch: before.epoch, endpoints: before.endpoints });
  await liveOn(String(after['channelArn']));
  expect(await openSignalingSocket(oldUrl)).toMatchObject({ status: 404, errorType: 'ResourceNotFoundException' });
  await ((await openSignalingSocket(await viewerUrl(String(after['channelArn'])))) as SignalingSocket).close();

  const executions = executionsOf(new SFNClient(lensgate.client), lensgate.outputs.get('RotationStateMachineArn')!);
  const late = () => startRotation(executions, { cameraName, channelArn });
  await until(async () => (await late()).outcome === 'done');
  // However often it was asked for, the channel that was meant is made anew once.
  expect((await cameraRecord(lensgate, cameraName))?.['channelArn']).toEqual(after['channelArn']);
});
