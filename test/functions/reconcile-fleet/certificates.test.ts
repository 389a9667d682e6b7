// What a look finds of certificates: with rights that no record names, banned, about to end, or waiting for their registration.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../functions/reconcile-fleet/drift.ts';
import { issuerKeyOf } from '../../../records/issued-certificate.ts';
import { certificatePem } from '../certificates.ts';
import { manifestKey } from '../../../records/camera-table.ts';
import { caCertificateId, certificateIdOf, hour, startFleet, type Camera, type Fleet } from './fleet.ts';

let fleet: Fleet;
let camera: Camera;
beforeEach(async () => {
  fleet = await startFleet();
  camera = await fleet.registered('front-door');
});
afterEach(() => fleet.stop());

describe('a certificate with the rights of a camera', () => {
  const id = certificateIdOf('nobody');

  it('that no record names is made INACTIVE at the first look', async () => {
    await fleet.attachPolicy(await fleet.addCertificate(id, 'ACTIVE'));
    await fleet.clock.advance(hour);
    expect(await fleet.look()).toMatchObject({
      repairs: [
        {
          drift: 'certificate-without-record',
          subject: id,
          repair: { do: 'deactivate-certificate', certificateId: id },
        },
      ],
      suspected: [],
    });
  });

  it.each<[string, (arn: string) => Promise<unknown>]>([
    ['is INACTIVE already', () => fleet.addCertificate(id, 'INACTIVE')],
    ['is a quarter of an hour old at most', async () => undefined],
    ['is the next one of its camera', () => fleet.change('front-door', { nextCertificateId: id })],
    ['is the former one of its camera', () => fleet.change('front-door', { formerCertificateId: id })],
  ])('is left alone when it %s', async (_title, prepare) => {
    const arn = await fleet.addCertificate(id, 'ACTIVE');
    await fleet.attachPolicy(arn);
    await fleet.clock.advance(_title.startsWith('is a quarter') ? 14 * 60_000 : hour);
    await prepare(arn);
    expect((await fleet.look()).repairs).toEqual([]);
  });

  it('has to have them: others are nobody of ours', async () => {
    const target = await fleet.addCertificate(id, 'ACTIVE');
    await fleet.call('iot', 'AttachPolicy', { policyName: 'other', target });
    await fleet.clock.advance(hour);
    expect((await fleet.look()).repairs).toEqual([]);
  });
});

describe('a banned certificate', () => {
  const [next, issuerKey] = [certificateIdOf('next'), 'e'.repeat(64)];
  const found = async () => (await fleet.look()).repairs.map(({ repair }) => repair);
  const deactivates = (certificateId: string) => ({ do: 'deactivate-certificate', certificateId });

  it('of a camera is made INACTIVE at the first look', async () => {
    await fleet.ban({ certificateId: camera.certificateId });
    expect((await fleet.look()).repairs).toEqual([
      {
        drift: 'banned-certificate',
        subject: camera.certificateId,
        cameraName: 'front-door',
        serialNumber: camera.serialNumber,
        says: `Certificate ${camera.certificateId} of camera front-door is banned, and was ACTIVE.`,
        repair: deactivates(camera.certificateId),
        isUrgent: true,
      },
    ]);
  });

  it('is made INACTIVE whatever works on it', async () => {
    await fleet.ban({ certificateId: camera.certificateId });
    await fleet.execution('RenewCertificate', 'e', { cameraName: 'front-door' }, { ends: false });
    expect(await found()).toEqual([deactivates(camera.certificateId)]);
  });

  it('that waits for its activation is made INACTIVE, so that AWS IoT tells of it no more', async () => {
    const id = certificateIdOf('waiting');
    await fleet.addCertificate(id, 'PENDING_ACTIVATION');
    await fleet.ban({ certificateId: id });
    expect(await found()).toEqual([deactivates(id)]);
  });

  it('takes the one along that is to follow it', async () => {
    await fleet.attachPolicy(await fleet.addCertificate(next, 'ACTIVE'));
    await fleet.change('front-door', { nextCertificateId: next, nextCertificateUntil: 9_999_999_999 });
    await fleet.ban({ certificateId: camera.certificateId });
    expect(new Set(await found())).toEqual(new Set([deactivates(camera.certificateId), deactivates(next)]));
    await fleet.call('iot', 'UpdateCertificate', { certificateId: camera.certificateId, newStatus: 'INACTIVE' });
    expect(await found()).toEqual([deactivates(next)]);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'is INACTIVE',
      () => fleet.call('iot', 'UpdateCertificate', { certificateId: camera.certificateId, newStatus: 'INACTIVE' }),
    ],
    ['is gone', () => fleet.removeCertificate(camera.certificateId)],
  ])('is left alone when it %s', async (_, prepare) => {
    await fleet.ban({ certificateId: camera.certificateId });
    await prepare();
    expect((await fleet.look()).counts['banned-certificate']).toBe(0);
  });

  describe('by its CA and number', () => {
    // Self-signed: its own key is its issuer's.
    const number = 'c0ffee';
    const key = async () => issuerKeyOf(await pem);
    const pem = certificatePem([{ CN: ['camera'] }]);
    beforeEach(async () => {
      await fleet.addCertificate(camera.certificateId, 'ACTIVE', await pem);
      await fleet.addCa(await pem);
    });

    it.each([
      [
        'whose record has them',
        async () => fleet.change('front-door', { issuerAndSerial: `${await key()}#${number}` }),
      ],
      ['whose record is of an older release', async () => undefined],
    ])('is found of a camera %s', async (_, prepare) => {
      await prepare();
      await fleet.ban({ issuerKey: await key(), x509SerialNumber: number });
      expect(await found()).toEqual([deactivates(camera.certificateId)]);
    });

    it('is not another one of that CA, nor the same number of another', async () => {
      await fleet.ban({ issuerKey: await key(), x509SerialNumber: 'c0ffee0' });
      await fleet.ban({ issuerKey, x509SerialNumber: number });
      expect(await found()).toEqual([]);
    });

    it('is the certificate itself, whatever the record says', async () => {
      await fleet.change('front-door', { issuerAndSerial: `${issuerKey}#1` });
      await fleet.ban({ issuerKey, x509SerialNumber: '1' });
      expect(await found()).toEqual([]);
    });
  });
});

describe('certificates that end soon', () => {
  const day = 24 * 60 * 60;
  it.each([
    ['in a fortnight', 14 * day, 1],
    ['later', 14 * day + 1, 0],
    ['has ended already', 0, 0],
  ])('are told of to the alarm: %s', async (_, inSeconds, count) => {
    await fleet.registered('of-an-older-release');
    await fleet.change('front-door', { certificateExpiresAt: fleet.clock.now() / 1000 + inSeconds });
    await fleet.look();
    expect(fleet.log.lines.at(-1)).toMatchObject({ message: 'looked at the fleet', endingCertificates: count });
  });
});

describe('a certificate that waits', () => {
  const id = certificateIdOf('new');
  const message = () => ({
    ...{ certificateId: id, caCertificateId, certificateStatus: 'PENDING_ACTIVATION' },
    timestamp: fleet.clock.now(),
  });
  beforeEach(async () => {
    await fleet.addCertificate(id, 'PENDING_ACTIVATION');
  });
  const waits = async (): Promise<Finding[]> =>
    (await fleet.twoLooks()).filter(({ drift }) => drift === 'registration-waits');

  it('for an hour, and that nobody has looked at, is registered', async () => {
    await fleet.clock.advance(hour);
    expect(await waits()).toMatchObject([{ subject: id, repair: { do: 'register', message: message() } }]);
  });

  it('for less is left to the camera', async () => {
    await fleet.clock.advance(hour - 1);
    expect(await waits()).toEqual([]);
  });

  it('and was refused is tried again once the manifest has its serial number', async () => {
    await fleet.execution('ProvisionCamera', id, { fails: true, serialNumber: 'LG-new', message: 'Unknown.' });
    await fleet.clock.advance(hour);
    expect(await waits()).toEqual([]);
    await fleet.put(manifestKey('LG-new'), { serialNumber: 'LG-new', cameraName: 'new' });
    expect(await waits()).toMatchObject([{ serialNumber: 'LG-new', repair: { do: 'register', message: message() } }]);
  });

  it('and that was registered before it came anew is registered again', async () => {
    await fleet.execution('ProvisionCamera', id, {});
    await fleet.clock.advance(hour);
    expect(await waits()).toEqual([]);
    await fleet.addCertificate(id, 'PENDING_ACTIVATION');
    await fleet.clock.advance(hour);
    expect(await waits()).toHaveLength(1);
  });
});
