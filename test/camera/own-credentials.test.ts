// A camera that is live by nothing but its certificate: what it may do, and what becomes of it when its credentials end.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { iotCredentials, type IotCredentials } from '../../camera/iot-credentials.ts';
import { goLive } from '../../camera/master.ts';
import type { CameraEvent } from '../../camera/progress.ts';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import {
  roleAlias,
  startProviderCloud,
  type ProviderCloud,
} from '../localcloud/credentials-provider/provider-cloud.ts';
import { createChannel } from '../support/signaling-channel.ts';
import { openSignalingSocket, roundTrip, type SignalingSocket } from '../support/signaling-socket.ts';

let provided: ProviderCloud;
let off: AbortController;
let running: Promise<unknown>[];
let events: CameraEvent[];
let expirations: Date[];
let wake: () => void;
/** The camera's own clock: it begins anywhere, and goes only when the test says so. */
let time: number;
/** The camera's clock stands still. */
let stopped: boolean;
let waits: { until: number; resolve: () => void }[];

beforeEach(async () => {
  provided = await startProviderCloud();
  await provided.putRole({
    statements: [
      {
        Effect: 'Allow',
        Action: [
          'kinesisvideo:ConnectAsMaster',
          'kinesisvideo:DescribeSignalingChannel',
          'kinesisvideo:GetSignalingChannelEndpoint',
        ],
        Resource: 'arn:aws:kinesisvideo:*:*:channel/${credentials-iot:ThingName}/*',
      },
    ],
  });
  [off, running, events, expirations, time, stopped, waits] = [new AbortController(), [], [], [], 0, false, []];
});
afterEach(async () => {
  off.abort();
  for (const { resolve } of waits) resolve();
  await Promise.all(running);
  await provided.stop();
});

async function switchOn(thingName: string, channelName = thingName): Promise<IotCredentials> {
  const identity = await provided.addCamera(thingName);
  const { addresses, dataDir, region } = provided.iot.cloud.context;
  const credentials = iotCredentials({
    endpoint: new URL(addresses.credentialProviderUrl).host,
    roleAlias,
    thingName,
    identity,
    serverCa: await readFile(join(dataDir, 'certificates', 'server-ca-certificate.pem'), 'utf8'),
    now: () => time,
    random: () => 0,
    wait: (delayMs) => new Promise((resolve) => waits.push({ until: time + delayMs, resolve })),
    onRenewed: (expiration) => {
      expirations.push(expiration);
      wake?.();
    },
  });
  running.push(
    goLive({
      cameraName: channelName,
      aws: { region, endpoint: addresses.awsEndpointUrl, credentials: credentials.provide },
      signal: off.signal,
      backoff: { baseMs: 10, capMs: 20 },
      onDenied: credentials.discard,
      onProgress(event) {
        events.push(event);
        wake?.();
      },
    }),
  );
  return credentials;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
}
const count = (type: CameraEvent['type']): number => events.filter((event) => event.type === type).length;

async function joinAsViewer(channelArn: string): Promise<SignalingSocket> {
  const { addresses, clock, iam, region } = provided.iot.cloud.context;
  const url = await presignSignalingUrl({
    endpoint: addresses.viewerSignalingUrl,
    channelArn,
    clientId: 'viewer-1',
    region,
    credentials: iam.operator,
    now: clock.now(),
    expiresInSeconds: 299,
  });
  return (await openSignalingSocket(url)) as SignalingSocket;
}

const candidate = { action: 'ICE_CANDIDATE', messagePayload: Buffer.from('{"candidate":""}').toString('base64') };

/** Everybody's time passes; a viewer's candidates keep its connection and the master's from being idle. */
async function pass(minutes: number, viewer?: SignalingSocket): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 5) {
    if (viewer) {
      viewer.send(candidate);
      await roundTrip(viewer);
    }
    await provided.iot.cloud.context.clock.advance(5 * 60_000);
    if (!stopped) time += 5 * 60_000;
    for (const due of waits.filter((wait) => wait.until <= time)) {
      waits.splice(waits.indexOf(due), 1);
      due.resolve();
    }
  }
}

describe('a camera with credentials of its own', () => {
  it('goes live on its own channel', async () => {
    const channelArn = await createChannel(provided.iot.cloud, 'front-door');
    await switchOn('front-door');
    await until(() => count('went-live') === 1);
    expect(events).toEqual([{ type: 'went-live', channelArn }]);
  });

  it("is refused on another camera's channel", async () => {
    await createChannel(provided.iot.cloud, 'garage');
    await switchOn('front-door', 'garage');
    await until(() => count('signaling-lost') === 2);
    expect(events[0]).toMatchObject({ reason: expect.stringContaining('AccessDeniedException') });
    expect(count('went-live')).toBe(0);
  });

  it('renews them while it is live, and no viewer notices', async () => {
    const channelArn = await createChannel(provided.iot.cloud, 'front-door');
    const credentials = await switchOn('front-door');
    await until(() => count('went-live') === 1);
    running.push(credentials.keepFresh(off.signal));
    const viewer = await joinAsViewer(channelArn);
    await pass(40, viewer);
    await until(() => expirations.length === 2);
    viewer.send(candidate);
    await roundTrip(viewer);
    expect(expirations[1]!.getTime() - expirations[0]!.getTime()).toBeGreaterThanOrEqual(35 * 60_000);
    expect(events.map(({ type }) => type)).toEqual(['went-live']);
  });

  it('connects anew with those that it has renewed when it is told to go away', async () => {
    const channelArn = await createChannel(provided.iot.cloud, 'front-door');
    const credentials = await switchOn('front-door');
    await until(() => count('went-live') === 1);
    running.push(credentials.keepFresh(off.signal));
    const viewer = await joinAsViewer(channelArn);
    await pass(60, viewer);
    await until(() => count('went-live') === 2);
    expect(events.map(({ type }) => type)).toEqual(['went-live', 'went-live']);
  });

  it('gets new ones when AWS says that the old ones are dead, whatever its own clock says', async () => {
    const channelArn = await createChannel(provided.iot.cloud, 'front-door');
    await switchOn('front-door');
    await until(() => count('went-live') === 1);
    const viewer = await joinAsViewer(channelArn);
    stopped = true;
    await pass(60, viewer);
    await until(() => count('went-live') === 2);
    expect(events.map(({ type }) => type)).toEqual(['went-live', 'signaling-lost', 'went-live']);
    expect(events[1]).toMatchObject({ reason: expect.stringContaining('ExpiredToken') });
    expect(expirations).toHaveLength(2);
  });
});
