// What a renewal does, in which order, and that whatever stops it is finished by the next one.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validateCertificateDelivery } from '../../../events/index.ts';
import { startWorld, type World } from '../provision-camera/world.ts';
import { runRetireCamera } from '../retire-camera/run-retire-camera.ts';
import { expectFinished, expectSettled } from './expect-sound.ts';
import { certificatesOf, newRenewingCamera, readRecord, standingOf, type RenewingCamera } from './renewing-camera.ts';
import { runRenewCertificate } from './run-renew-certificate.ts';

let world: World;
let cameras = 0;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const told = ({ cameraName }: RenewingCamera) => world.told.filter((one) => one.cameraName === cameraName);

describe('a renewal', () => {
  it('gives the camera its new certificate, and takes the old one out of service once it has connected', async () => {
    const camera = await newRenewingCamera(world, cameras++);
    const before = await readRecord(world, camera);
    const { outcome, history } = await runRenewCertificate(world, camera);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: {} });
    const { renewed, certificateId } = await expectSettled(world, camera);
    expect(renewed).toBe(true);
    expect(await standingOf(world, camera.certificateId)).toBe('dead');
    const after = await readRecord(world, camera);
    // AWS IoT's own certificates end with 2049. [IOT: create-device-cert]
    const end = { N: String(Date.UTC(2049, 11, 31, 23, 59, 59) / 1000) };
    const registeredWith = { S: camera.certificateId };
    expect(after).toEqual({
      ...before,
      certificateId: { S: certificateId },
      certificateExpiresAt: end,
      registeredWith,
    });

    const [delivery, ...more] = told(camera);
    expect([delivery!.tell, more]).toEqual(['certificate', []]);
    const message = validateCertificateDelivery(delivery!.message);
    expect(message.certificateId).toBe(certificateId);
    const entered = history.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
    expect(entered.indexOf('RecordNextCertificate')).toBeLessThan(entered.indexOf('AttachPolicy'));
    expect(entered.indexOf('AttachThingPrincipal')).toBeLessThan(entered.indexOf('ActivateCertificate'));
    expect(entered.indexOf('SwapCertificates')).toBeLessThan(entered.indexOf('TagSignalingChannel'));
    expect(entered.indexOf('UpdateThing')).toBeLessThan(entered.indexOf('DeactivateCertificate'));
  });

  it('again and again keeps in mind with which one it registered', async () => {
    const camera = await newRenewingCamera(world, cameras++);
    for (let time = 0; time < 2; time++) {
      const { certificateId } = (await readRecord(world, camera)) as { certificateId: { S: string } };
      await runRenewCertificate(world, { ...camera, certificateId: certificateId.S });
    }
    const { certificateId, registeredWith } = await readRecord(world, camera);
    expect(registeredWith).toEqual({ S: camera.certificateId });
    expect(certificateId).not.toEqual(registeredWith);
  });

  it.each([5, 7, 9, 12, 16])(
    'of a camera that is retired after call %i leaves no certificate that can do anything',
    async (call) => {
      const camera = await newRenewingCamera(world, cameras++);
      await runRenewCertificate(world, camera, { abortBeforeCall: call });
      const { certificateId } = (await readRecord(world, camera)) as { certificateId: { S: string } };
      const { outcome } = await runRetireCamera(
        world,
        { ...camera, certificateId: certificateId.S },
        { media: 'both' },
      );
      expect(outcome.status).toBe('SUCCEEDED');
      await world.context.clock.advance(10_000);
      for (const id of certificatesOf(camera)) expect([id, await standingOf(world, id)]).toEqual([id, 'dead']);
    },
  );
});

describe('stopped at any call', () => {
  it.each(Array.from({ length: 23 }, (_, call) => call))('before call %i: the next run finishes', async (call) => {
    const camera = await newRenewingCamera(world, cameras++);
    const { outcome } = await runRenewCertificate(world, camera, { abortBeforeCall: call });
    expect(outcome.status).toBe(call < 22 ? 'ABORTED' : 'SUCCEEDED');
    await expectFinished(world, camera);
  });

  it.each(Array.from({ length: 5 }, (_, call) => call))(
    'while the new certificate is taken back (%i): the next run finishes',
    async (more) => {
      const camera = await newRenewingCamera(world, cameras++);
      const answers = { DeliverCertificate: 'ResourceNotFoundException' };
      await runRenewCertificate(world, camera, { answers, hears: 0, abortBeforeCall: 10 + more });
      await expectFinished(world, camera);
      expect((await expectSettled(world, camera)).renewed).toBe(false);
    },
  );
});
