// A camera gets another certificate while it is in service: asked by the cloud or by itself, refused, lost, or taken back.
import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RenewalTiming } from '../../camera/renewal.ts';
import { addRule } from '../localcloud/iot/iot-cloud.ts';
import { until } from '../support/until.ts';
import { cameraName, serialNumber, startCameraCloud, type CameraCloud } from './camera-cloud.ts';
import { runCamera, type RunningCamera } from './running-camera.ts';

let cloud: CameraCloud;
let camera: RunningCamera | undefined;
beforeEach(async () => {
  cloud = await startCameraCloud();
});
afterEach(async () => {
  await camera?.switchOff();
  await cloud.stop();
});

const fast: RenewalTiming = {
  backoff: { baseMs: 20, capMs: 20 },
  connectBackoff: { baseMs: 10, capMs: 20 },
  answerWithinMs: 60_000,
  lookEveryMs: 20,
  random: () => 0,
};
const minute = 60_000;

function switchOn(timing: Partial<RenewalTiming> = {}, renewalDecidedWithinMs = 10 * minute): RunningCamera {
  return (camera = runCamera({
    ...cloud.options,
    renewalDecidedWithinMs,
    renewalTiming: { ...fast, ...timing },
  }));
}

const now = (): number => cloud.provided.iot.cloud.context.clock.now();
const inMinutes = (minutes: number): string => new Date(now() + minutes * minute).toISOString();
const wanted = { requestedAt: '2026-01-01T12:00:00Z' };
const keyStoreFiles = async (): Promise<string[]> =>
  (await readdir(cloud.keyStoreDirectory)).filter((name) => !name.endsWith('.sock')).sort();
const ownFile = (): Promise<string> => readFile(join(cloud.keyStoreDirectory, `${serialNumber}.pem`), 'utf8');

/** Asked by the cloud and answered by it; resolves when the camera has connected with it. */
async function renew(running: RunningCamera, connectBefore: string, count = 1) {
  await cloud.tell('renewal-wanted', wanted);
  const { certificateSigningRequest } = await cloud.hear('certificate-request');
  const issued = await cloud.issue(certificateSigningRequest!);
  await cloud.tell('certificate', { ...issued, connectBefore });
  await running.event('certificate-renewed', count);
  return issued;
}

describe('a camera that is asked to renew its certificate', () => {
  it('sends a request for a new key, with its serial number in the subject', async () => {
    const running = switchOn();
    await running.event('went-live');
    await cloud.tell('renewal-wanted', wanted);
    const message = await cloud.hear('certificate-request');
    expect(Object.keys(message)).toEqual(['certificateSigningRequest']);
    const openssl = (...args: string[]): string =>
      execFileSync('openssl', ['req', '-verify', '-noout', ...args], {
        input: message['certificateSigningRequest']!,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(openssl('-subject')).toContain(`serialNumber = ${serialNumber}`);
    const oldKey = new X509Certificate(cloud.born.certificate).publicKey.export({ type: 'spki', format: 'pem' });
    expect(openssl('-pubkey')).not.toContain(oldKey);
  });

  it('connects with the new certificate before it lets the old connection go, and stays live', async () => {
    await addRule(cloud.provided.iot, "SELECT * FROM '$aws/events/presence/+/front-door'");
    const running = switchOn();
    await running.event('went-live');
    const { certificateId } = await renew(running, inMinutes(10));
    const presence = (await cloud.provided.iot.waitForMessages(3))
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
      .map(({ eventType, principalIdentifier, disconnectReason }) => [
        eventType,
        principalIdentifier,
        disconnectReason,
      ]);
    expect(presence).toEqual([
      ['connected', cloud.born.certificateId, undefined],
      ['disconnected', cloud.born.certificateId, 'DUPLICATE_CLIENTID'],
      ['connected', certificateId, undefined],
    ]);
    const types = running.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'went-live')).toHaveLength(1);
    expect(types).not.toContain('connection-dropped');
    expect(types).not.toContain('signaling-lost');
  });

  it('hears the cloud over the new connection', async () => {
    const running = switchOn();
    await running.event('went-live');
    await renew(running, inMinutes(10));
    await cloud.tell('end-sessions', wanted);
    expect(await running.event('sessions-ended')).toMatchObject({ viewers: 0 });
  });

  it('keeps both keys until AWS gives credentials for the new one at a time when the cloud has decided', async () => {
    const running = switchOn();
    await running.event('went-live');
    const { certificateId } = await renew(running, inMinutes(10));
    expect(await keyStoreFiles()).toEqual([`${serialNumber}.next.pem`, `${serialNumber}.pem`]);
    const before = await ownFile();
    await running.switchOff();
    await cloud.pass(19);
    const between = switchOn();
    await between.event('credentials-received');
    await between.switchOff();
    expect(between.events.map(({ type }) => type)).not.toContain('old-key-dropped');

    await cloud.withdraw(cloud.born.certificateId);
    await cloud.pass(2);
    const again = switchOn();
    expect(await again.event('old-key-dropped')).toEqual({
      type: 'old-key-dropped',
      certificateId: cloud.born.certificateId,
    });
    await again.switchOff();
    expect(await keyStoreFiles()).toEqual([`${serialNumber}.birth.pem`, `${serialNumber}.pem`]);
    const after = await ownFile();
    expect(after).not.toContain(/-----BEGIN PRIVATE KEY-----[^-]+/.exec(before)![0]);
    expect(createHash('sha256').update(new X509Certificate(after).raw).digest('hex')).toBe(certificateId);
  });

  it('renews again and again, each time with another key', async () => {
    const running = switchOn({}, 0);
    await running.event('went-live');
    const ids = [cloud.born.certificateId];
    for (const count of [1, 2, 3]) {
      const { certificateId } = await renew(running, inMinutes(-1), count);
      await running.event('old-key-dropped', count);
      await cloud.withdraw(ids.at(-1)!);
      ids.push(certificateId);
    }
    expect(new Set(ids).size).toBe(4);
    expect(running.events.filter(({ type }) => type === 'went-live')).toHaveLength(1);
  });

  it('comes back with the other certificate when one is refused', async () => {
    const running = switchOn();
    await running.event('went-live');
    const { certificateId } = await renew(running, inMinutes(10));
    // The cloud didn't see it in time, and takes the new one back.
    await cloud.withdraw(certificateId);
    await running.event('registered', 2);
    expect(await keyStoreFiles()).toEqual([`${serialNumber}.next.pem`, `${serialNumber}.pem`]);
    await running.switchOff();
    await cloud.pass(21);
    const again = switchOn();
    expect(await again.event('renewal-failed')).toMatchObject({ reason: expect.stringContaining('taken') });
    await until(async () => (await keyStoreFiles()).length === 1);
    expect(await ownFile()).toContain(cloud.born.privateKey.trim());
    await renew(again, inMinutes(10));
  });

  it('stays with the old certificate while the new one is not accepted, and moves when it is', async () => {
    const running = switchOn();
    await running.event('went-live');
    await cloud.tell('renewal-wanted', wanted);
    const { certificateSigningRequest } = await cloud.hear('certificate-request');
    const issued = await cloud.issue(certificateSigningRequest!, { setAsActive: false });
    await cloud.tell('certificate', { ...issued, connectBefore: inMinutes(10) });
    await running.event('connection-dropped', 3);
    expect(running.events.filter(({ type }) => type === 'registered')).toHaveLength(1);
    const { certificateId } = issued;
    await cloud.provided.iot.call('UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
    expect(await running.event('certificate-renewed')).toMatchObject({ certificateId });
  });

  it('tries again after a refusal, with another key', async () => {
    const running = switchOn();
    await running.event('went-live');
    await cloud.tell('renewal-wanted', wanted);
    const first = await cloud.hear('certificate-request');
    await cloud.tell('certificate-refused', { error: 'RenewalInProgressError', message: 'One at a time.' });
    expect(await running.event('renewal-failed')).toMatchObject({ reason: 'RenewalInProgressError: One at a time.' });
    const second = await cloud.hear('certificate-request');
    expect(second).not.toEqual(first);
    const issued = await cloud.issue(second['certificateSigningRequest']!);
    await cloud.tell('certificate', { ...issued, connectBefore: inMinutes(10) });
    await running.event('certificate-renewed');
  });

  it('tries again when nobody answers', async () => {
    const running = switchOn({ answerWithinMs: 50 });
    await running.event('went-live');
    await cloud.tell('renewal-wanted', wanted);
    await cloud.hear('certificate-request');
    expect(await running.event('renewal-failed')).toMatchObject({ reason: expect.stringContaining('not answered') });
    await cloud.hear('certificate-request');
  });

  it('ignores a certificate that is for another key, and waits for its own', async () => {
    const running = switchOn();
    await running.event('went-live');
    await cloud.tell('renewal-wanted', wanted);
    const { certificateSigningRequest } = await cloud.hear('certificate-request');
    const issued = await cloud.issue(certificateSigningRequest!);
    const connectBefore = inMinutes(10);
    const { certificateId, certificate } = cloud.born;
    await cloud.tell('certificate', { certificateId, certificatePem: certificate, connectBefore });
    await running.event('message-ignored');
    await cloud.tell('certificate', { ...issued, certificateId: 'a'.repeat(64), connectBefore });
    await running.event('message-ignored', 2);
    await cloud.tell('certificate', { ...issued, connectBefore });
    await running.event('certificate-renewed');
  });

  it('takes the same certificate again and again as no news: while it connects with it, and when it serves with it', async () => {
    const running = switchOn();
    await running.event('went-live');
    await cloud.tell('renewal-wanted', wanted);
    const { certificateSigningRequest } = await cloud.hear('certificate-request');
    const delivery = { ...(await cloud.issue(certificateSigningRequest!)), connectBefore: inMinutes(10) };
    for (let time = 0; time < 5; time++) await cloud.tell('certificate', delivery);
    await running.event('certificate-renewed');
    await cloud.tell('certificate', delivery);
    await cloud.tell('end-sessions', wanted);
    await running.event('sessions-ended');
    const types = running.events.map(({ type }) => type);
    const changes = ['certificate-received', 'certificate-renewed', 'message-ignored', 'connection-dropped'];
    expect(types.filter((type) => changes.includes(type))).toEqual(changes.slice(0, 2));
  });

  it('shows no key to anybody', async () => {
    const running = switchOn({}, 0);
    await running.event('went-live');
    await renew(running, inMinutes(0));
    await running.event('old-key-dropped');
    expect(JSON.stringify([running.events, cloud.heard])).not.toContain('PRIVATE KEY');
  });
});

describe('a camera whose certificate ends soon', () => {
  it('asks by itself', async () => {
    await cloud.stop();
    cloud = await startCameraCloud({ notAfter: new Date(Date.UTC(2026, 0, 20)) });
    const running = switchOn();
    const { certificateSigningRequest } = await cloud.hear('certificate-request');
    const issued = await cloud.issue(certificateSigningRequest!);
    await cloud.tell('certificate', { ...issued, connectBefore: inMinutes(-30) });
    await running.event('old-key-dropped');
    // The next one has time.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(cloud.heard).toHaveLength(1);
    expect(cloud.heard[0]!.topic).toBe(`lensgate/${cameraName}/to-cloud/certificate-request`);
  });

  it('does not ask while it has time, whatever its own clock says', async () => {
    await cloud.stop();
    // The camera's clock is the machine's; the cloud's is that of the test, and stands in January 2026.
    cloud = await startCameraCloud({ notAfter: new Date(Date.UTC(2026, 1, 20)) });
    const running = switchOn();
    await running.event('went-live');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(cloud.heard).toEqual([]);
    await running.switchOff();
    await cloud.pass(21 * 24 * 60);
    switchOn();
    await cloud.hear('certificate-request');
  });
});
