// Video from a camera's master to AWS's own viewer client, through local KVS: what a person would see is decoded and counted.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import { sleep, systemClock, type Clock } from '../../localcloud/core/clock.ts';
import { frontDoor } from '../../localcloud/front-door/front-door.ts';
import { kinesisVideo } from '../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { startTestCloud, type TestCloud } from '../support/cloud-context.ts';
import { type MediaProcess, startCameraProcess, startViewerProcess } from '../support/media-processes.ts';

let cloud: TestCloud<Clock>;
let channelArn: string;
const processes: { stop(): Promise<unknown> }[] = [];

beforeEach(async () => {
  cloud = await startTestCloud({ clock: systemClock });
  await cloud.add(frontDoor, kinesisVideo);
  const { aws, iam } = cloud.context;
  const input = { ChannelName: 'front-door' };
  channelArn = (await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateSignalingChannel', input)).ChannelARN!;
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((child) => child.stop()));
  await cloud.stop();
});

function started<Report>(child: MediaProcess<Report>): MediaProcess<Report> {
  processes.push(child);
  return child;
}

function startCamera() {
  const { region, iam, addresses } = cloud.context;
  const aws = { region, endpoint: addresses.awsEndpointUrl, credentials: iam.operator };
  return started(startCameraProcess({ cameraName: 'front-door', aws }));
}

async function startViewer(clientId: string) {
  const { region, iam, addresses } = cloud.context;
  const endpoint = addresses.viewerSignalingUrl;
  const signer = { region, credentials: iam.operator, now: Date.now(), expiresInSeconds: 299 };
  const url = await presignSignalingUrl({ endpoint, channelArn, clientId, ...signer });
  return started(startViewerProcess({ url, channelArn, clientId, region, frames: 30 }));
}

async function channelIsActive() {
  const { aws, iam, clock } = cloud.context;
  const input = { ChannelARN: channelArn };
  for (;;) {
    const { ChannelInfo } = await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DescribeSignalingChannel', input);
    if (ChannelInfo?.ChannelStatus === 'ACTIVE') return;
    await sleep(clock, 50);
  }
}

describe('a camera that is live', () => {
  it('shows its test card to two viewers at once, at least 30 decoded frames each', async () => {
    // The camera comes before its channel is ACTIVE, and tries until it is.
    const camera = startCamera();
    await camera.report(({ type }) => type === 'went-live');
    const viewers = await Promise.all([startViewer('viewer-1'), startViewer('viewer-2')]);
    for (const viewer of viewers) {
      const report = await viewer.report(({ type }) => type !== 'offer-sent');
      expect(report).toMatchObject({ type: 'frames', count: 30, width: 640, height: 360 });
      // The first colour bar is white, the last one blue.
      const { brightness } = report as { brightness: readonly number[] };
      expect(brightness[20]! - brightness[620]!).toBeGreaterThan(80);
    }
    expect(await camera.stop()).toBe(0);
  });

  it('reaches a viewer that was there first', async () => {
    await channelIsActive();
    const viewer = await startViewer('viewer-1');
    await viewer.report(({ type }) => type === 'offer-sent');
    startCamera();
    expect(await viewer.report(({ type }) => type !== 'offer-sent')).toMatchObject({ type: 'frames', count: 30 });
  });
});
