// Viewers with real media while the camera lives its life: a renewal that they don't notice, and the end of all sessions, which they do.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import {
  startViewerProcess,
  startWholeCameraProcess,
  type MediaProcess,
  type ViewerReport,
} from '../support/media-processes.ts';
import type { CameraEvent } from '../../camera/progress.ts';
import { startCameraCloud, type CameraCloud } from './camera-cloud.ts';

let cloud: CameraCloud;
let camera: MediaProcess<CameraEvent>;
const processes: { stop(): Promise<unknown> }[] = [];
beforeEach(async () => {
  cloud = await startCameraCloud();
  camera = startWholeCameraProcess({ ...cloud.options, renewalTiming: { lookEveryMs: 50 } });
  processes.push(camera);
  await reported('went-live');
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((child) => child.stop()));
  await cloud.stop();
});

async function watch(clientId: string): Promise<MediaProcess<ViewerReport>> {
  const { region, iam, addresses, clock } = cloud.provided.iot.cloud.context;
  const { channelArn } = cloud;
  const signer = { region, credentials: iam.operator, now: clock.now(), expiresInSeconds: 299 };
  const url = await presignSignalingUrl({ endpoint: addresses.viewerSignalingUrl, channelArn, clientId, ...signer });
  const viewer = startViewerProcess({ url, channelArn, clientId, region, frames: 15, keepsReporting: true });
  processes.push(viewer);
  return viewer;
}

const isOver = (state: string): boolean => ['disconnected', 'failed', 'closed'].includes(state);
const framesFrom = (viewer: MediaProcess<ViewerReport>, least: number) =>
  viewer.report((report) => report.type === 'frames' && report.count >= least);
const framesUpToNow = (viewer: MediaProcess<ViewerReport>): number =>
  Math.max(15, ...viewer.others.flatMap((report) => (report.type === 'frames' ? [report.count] : [])));
const reported = (type: CameraEvent['type']) => camera.report((event) => event.type === type);
/** Resolves with the new certificate's id when the camera has connected with it. */
async function renew(connectBefore: string): Promise<string> {
  await cloud.tell('renewal-wanted', wanted);
  const { certificateSigningRequest } = await cloud.hear('certificate-request');
  const issued = await cloud.issue(certificateSigningRequest!);
  await cloud.tell('certificate', { ...issued, connectBefore });
  await reported('certificate-renewed');
  return issued.certificateId;
}

const longAgo = '2025-12-31T00:00:00Z';
const wanted = { requestedAt: '2026-01-01T12:00:00Z' };

describe('a viewer', () => {
  it("doesn't notice that the camera changes its certificate", async () => {
    const viewer = await watch('viewer-1');
    await framesFrom(viewer, 15);
    await renew(longAgo);
    await reported('old-key-dropped');
    await cloud.withdraw(cloud.born.certificateId);

    await framesFrom(viewer, framesUpToNow(viewer) + 60);
    expect(viewer.others.filter((report) => report.type === 'connection' && isOver(report.state))).toEqual([]);
    // The camera is the same master with the same viewer all the time.
    const types = camera.others.map(({ type }) => type);
    expect(types.filter((type) => type === 'viewer-arrived')).toHaveLength(1);
    expect(types).not.toContain('viewer-left');
    expect(types).not.toContain('went-live');
    expect(types).not.toContain('signaling-lost');
    // Who comes now is served with what the new certificate may do.
    await framesFrom(await watch('viewer-2'), 15);
  });

  it('is served with the credentials of the new certificate as soon as those of the old one are dead', async () => {
    await reported('credentials-received');
    const certificateId = await renew('2026-01-01T00:10:00Z');
    // As when the tags of the channel are changed over.
    await cloud.allowChannelTo(certificateId);
    await framesFrom(await watch('viewer-1'), 15);
    expect(camera.others.filter(({ type }) => type === 'credentials-received')).toHaveLength(1);
  });

  it('is cut off when all sessions are ended, and may come back by a new offer', async () => {
    const [first, second] = await Promise.all([watch('viewer-1'), watch('viewer-2')]);
    await Promise.all([framesFrom(first, 15), framesFrom(second, 15)]);
    // With words of a newer cloud in it.
    await cloud.tell('end-sessions', { ...wanted, reason: 'shares changed' });
    expect(await reported('sessions-ended')).toEqual({ type: 'sessions-ended', viewers: 2 });
    const watched = [first, second].map(framesUpToNow);
    // Their side learns of it when nothing has come for some seconds, which would have been 75 frames.
    for (const viewer of [first, second]) {
      await viewer.report((report) => report.type === 'connection' && isOver(report.state));
    }
    [first, second].forEach((viewer, n) => expect(framesUpToNow(viewer)).toBeLessThanOrEqual(watched[n]! + 30));
    await Promise.all([reported('viewer-left'), reported('viewer-left')]);
    await framesFrom(await watch('viewer-1'), 15);
  });

  it('is cut off when the channel is deleted, without a word to the camera', async () => {
    await framesFrom(await watch('viewer-1'), 15);
    const { aws, iam, clock } = cloud.provided.iot.cloud.context;
    const input = { ChannelARN: cloud.channelArn };
    await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DeleteSignalingChannel', input);
    await clock.advance(2000);
    await reported('viewer-left');
  });
});
