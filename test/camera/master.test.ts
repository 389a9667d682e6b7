// A master's signaling connection over time: the service's clock is moved, so hours pass at once. No viewer, no media.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { goLive } from '../../camera/master.ts';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import type { CameraEvent } from '../../camera/progress.ts';
import { ManualClock } from '../../localcloud/core/clock.ts';
import { frontDoor } from '../../localcloud/front-door/front-door.ts';
import { kinesisVideo } from '../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { startTestCloud, type TestCloud } from '../support/cloud-context.ts';
import { createChannel } from '../support/signaling-channel.ts';
import { openSignalingSocket, roundTrip, type SignalingSocket } from '../support/signaling-socket.ts';

let cloud: TestCloud;
let off: AbortController;
let ended: Promise<void>;
let events: CameraEvent[];
let wake: () => void;
beforeEach(async () => {
  cloud = await startTestCloud({ clock: new ManualClock(Date.now()) });
  await cloud.add(frontDoor, kinesisVideo);
  off = new AbortController();
  events = [];
});
afterEach(async () => {
  off.abort();
  await ended;
  await cloud.stop();
});

function start(): void {
  const { region, addresses, iam } = cloud.context;
  ended = goLive({
    cameraName: 'front-door',
    aws: { region, endpoint: addresses.awsEndpointUrl, credentials: iam.operator },
    signal: off.signal,
    backoff: { baseMs: 10, capMs: 20 },
    onProgress(event) {
      events.push(event);
      wake?.();
    },
  });
}

async function joinAsViewer(channelArn: string): Promise<SignalingSocket> {
  const { addresses, clock, iam, region } = cloud.context;
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

async function count(type: CameraEvent['type'], times: number): Promise<void> {
  while (events.filter((event) => event.type === type).length < times) {
    await new Promise<void>((resolve) => (wake = resolve));
  }
}

describe('a master', () => {
  it('tries until its channel exists and is ACTIVE', async () => {
    start();
    await count('signaling-lost', 2);
    expect(events[0]).toMatchObject({ reason: expect.stringContaining('ResourceNotFoundException') });
    const channelArn = await createChannel(cloud, 'front-door');
    await count('went-live', 1);
    expect(events.at(-1)).toEqual({ type: 'went-live', channelArn });
  });

  it('connects anew when it is told to go away, without being lost, whatever its own clock says', async () => {
    const channelArn = await createChannel(cloud, 'front-door');
    start();
    await count('went-live', 1);
    // A viewer's candidates keep both from being idle for ten minutes.
    const viewer = await joinAsViewer(channelArn);
    const candidate = { action: 'ICE_CANDIDATE', messagePayload: Buffer.from('{"candidate":""}').toString('base64') };
    for (let minutes = 0; minutes < 60; minutes += 5) {
      viewer.send(candidate);
      await roundTrip(viewer);
      await cloud.context.clock.advance(5 * 60_000);
    }
    expect(await viewer.next()).toMatchObject({ messageType: 'GO_AWAY' });
    await count('went-live', 2);
    expect(events.map(({ type }) => type)).toEqual(['went-live', 'went-live']);
  });

  it('goes to the new channel when its own is deleted and made again', async () => {
    const { aws, iam, clock } = cloud.context;
    const first = await createChannel(cloud, 'front-door');
    start();
    await count('went-live', 1);
    await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DeleteSignalingChannel', { ChannelARN: first });
    await clock.advance(2000);
    await count('signaling-lost', 1);
    const second = await createChannel(cloud, 'front-door');
    await count('went-live', 2);
    expect(events.at(-1)).toEqual({ type: 'went-live', channelArn: second });
    expect(JSON.stringify(events)).not.toMatch(/X-Amz|Signature/);
  });
});
