// A camera that is killed at any moment of a renewal, and a cloud that decides as the workflow does: afterwards it connects, with one key or the other.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { CameraEvent } from '../../camera/progress.ts';
import { addRule } from '../localcloud/iot/iot-cloud.ts';
import { startWholeCameraProcess, type MediaProcess } from '../support/media-processes.ts';
import { startCameraCloud, type CameraCloud } from './camera-cloud.ts';
import { runCamera } from './running-camera.ts';

let cloud: CameraCloud;
let camera: MediaProcess<CameraEvent> | undefined;
beforeEach(async () => {
  cloud = await startCameraCloud();
  await addRule(cloud.provided.iot, "SELECT * FROM '$aws/events/presence/connected/front-door'");
});
afterEach(async () => {
  await camera?.stop();
  await cloud.stop();
});

const renewalTiming = { backoff: { baseMs: 20, capMs: 20 }, lookEveryMs: 20 };

/** In a process that can be killed. */
function switchOn(): MediaProcess<CameraEvent> {
  return (camera = startWholeCameraProcess({ ...cloud.options, renewalTiming }));
}

/** Resolves when it is live, and off again. */
async function comeBack(): Promise<void> {
  const again = runCamera({ ...cloud.options, renewalTiming });
  await again.event('went-live');
  await again.switchOff();
}

const says = (type: CameraEvent['type']) => (running: MediaProcess<CameraEvent>) =>
  running.report((event) => event.type === type);
const inTenMinutes = () => new Date(cloud.provided.iot.cloud.context.clock.now() + 600_000).toISOString();
const hasConnected = (certificateId: string) =>
  cloud.provided.iot.sent.some(
    ({ body }) => (JSON.parse(body) as { principalIdentifier: string }).principalIdentifier === certificateId,
  );

/** When the process is killed: once it has said this, and so many milliseconds later. */
const moments: readonly (readonly [string, (running: MediaProcess<CameraEvent>) => Promise<unknown>, number])[] = [
  ['it has made a key', says('renewal-requested'), 0],
  ['the certificate is on its way', () => Promise.resolve(), 0],
  ['the certificate is about to be stored', () => Promise.resolve(), 2],
  ['the certificate has been stored, or nearly', () => Promise.resolve(), 6],
  ['it has both', says('certificate-received'), 0],
  ['it connects with the new one', says('certificate-received'), 5],
  ['it has connected with the new one', says('certificate-renewed'), 0],
];

it('connects again, whenever it was killed', async () => {
  let current = cloud.born.certificateId;
  for (const [moment, comes, laterMs] of moments) {
    const running = switchOn();
    await says('went-live')(running);
    await cloud.tell('renewal-wanted', { requestedAt: '2026-01-01T12:00:00Z' });
    const { certificateSigningRequest } = await cloud.hear('certificate-request');
    const issued = await cloud.issue(certificateSigningRequest!);
    await cloud.tell('certificate', { ...issued, connectBefore: inTenMinutes() });
    await comes(running);
    await pause(laterMs);
    await running.kill();
    // The workflow: whichever has shown itself by the deadline is kept.
    await cloud.pass(15);
    const next = issued.certificateId;
    const [kept, gone] = hasConnected(next) ? [next, current] : [current, next];
    await cloud.withdraw(gone);
    current = kept;

    // Before the camera can know what the cloud has decided, and after.
    for (const minutes of [0, 6]) {
      await cloud.pass(minutes);
      await comeBack();
      const last = JSON.parse(cloud.provided.iot.sent.at(-1)!.body) as Record<string, unknown>;
      expect({ moment, connectedWith: last['principalIdentifier'] }).toEqual({ moment, connectedWith: kept });
    }
  }
});

it('connects again when it was killed while it let the old key go', async () => {
  for (const laterMs of [0, 1, 3]) {
    const running = switchOn();
    await says('credentials-received')(running);
    await says('went-live')(running);
    await cloud.tell('renewal-wanted', { requestedAt: '2026-01-01T12:00:00Z' });
    const { certificateSigningRequest } = await cloud.hear('certificate-request');
    await cloud.tell('certificate', {
      ...(await cloud.issue(certificateSigningRequest!)),
      // Decided already: the credentials that it asks for next let it drop the old key.
      connectBefore: '2025-12-31T12:00:00Z',
    });
    await says('credentials-received')(running);
    await pause(laterMs);
    await running.kill();
    await comeBack();
  }
});
