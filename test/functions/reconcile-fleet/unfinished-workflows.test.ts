// What a look finds of workflows that stopped half-way.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { retirementName } from '../../../executions/retirement.ts';
import { rotationName } from '../../../executions/rotation.ts';
import { driftsOf, epoch, hour, startFleet, type Camera, type Fleet } from './fleet.ts';

let fleet: Fleet;
let camera: Camera;
beforeEach(async () => {
  fleet = await startFleet();
  camera = await fleet.registered('front-door');
});
afterEach(() => fleet.stop());

describe('a retirement', () => {
  const name = retirementName({ cameraName: 'front-door', epoch });
  const wishes = { certificate: 'rearm', recordings: 'delete', manifest: 'remove', requestedBy: 'grace', reason: 'x' };
  const asked = (): object => ({
    ...{ cameraName: 'front-door', serialNumber: camera.serialNumber, certificateId: camera.certificateId },
    ...{ epoch: String(epoch), ...wishes, fails: true },
  });
  beforeEach(() => fleet.change('front-door', { status: 'RETIRING' }));

  it('that failed an hour ago is done again, as it was asked for', async () => {
    await fleet.execution('RetireCamera', name, asked());
    await fleet.clock.advance(hour);
    expect(await fleet.twoLooks()).toMatchObject([
      { drift: 'retirement-unfinished', repair: { do: 'retire-camera', executionName: `${name}-2`, input: asked() } },
    ]);
  });

  it('that failed just now is left to whoever asked for it', async () => {
    await fleet.execution('RetireCamera', name, asked());
    await fleet.clock.advance(hour - 120_000);
    expect(driftsOf(await fleet.look())).toEqual([]);
  });

  it('that nobody remembers keeps what can be kept', async () => {
    expect(await fleet.twoLooks()).toMatchObject([
      {
        repair: {
          do: 'retire-camera',
          executionName: name,
          input: { epoch: String(epoch), certificate: 'ban', recordings: 'keep', manifest: 'keep' },
        },
      },
    ]);
  });

  it('that was the end of a registration goes on as one', async () => {
    await fleet.execution('ProvisionCamera', camera.certificateId, { fails: true });
    await fleet.clock.advance(hour);
    expect(await fleet.twoLooks()).toMatchObject([
      {
        repair: {
          do: 'retire-camera',
          executionName: expect.stringMatching(/^undo-[0-9a-f]{32}$/),
          input: { registration: camera.certificateId, activationTried: true, epoch: String(epoch) },
        },
      },
    ]);
  });
});

describe('a rotation', () => {
  const nameOf = (): string => rotationName(camera.channelArn);
  const input = (): object => ({ cameraName: 'front-door', channelArn: camera.channelArn });
  beforeEach(() => fleet.change('front-door', { status: 'ROTATING' }));

  it('that failed an hour ago is done again', async () => {
    await fleet.execution('RotateChannel', nameOf(), { ...input(), fails: true });
    await fleet.clock.advance(hour);
    expect(await fleet.twoLooks()).toMatchObject([
      {
        drift: 'rotation-unfinished',
        repair: { do: 'rotate-channel', executionName: `${nameOf()}-2`, input: input() },
      },
    ]);
  });

  it('that failed just now is left to whoever asks again', async () => {
    await fleet.execution('RotateChannel', nameOf(), { ...input(), fails: true });
    expect(driftsOf(await fleet.look())).toEqual([]);
  });
});

describe('a renewal', () => {
  const other = 'd'.repeat(64);
  const finishing = {
    drift: 'renewal-unfinished',
    repair: { do: 'renew-certificate', executionName: `finish-${other}`, input: { cameraName: 'front-door' } },
  };

  it.each(['nextCertificateId', 'formerCertificateId'])(
    'on which nobody works any more is finished: the record has a %s',
    async (attribute) => {
      await fleet.change('front-door', { [attribute]: other });
      expect(await fleet.twoLooks()).toMatchObject([finishing]);
    },
  );

  it('is left alone until its camera had time to connect, and when it was finished just now', async () => {
    const nextCertificateUntil = Math.floor(fleet.clock.now() / 1000) + 600;
    await fleet.change('front-door', { nextCertificateId: other, nextCertificateUntil });
    expect(driftsOf(await fleet.look())).toEqual([]);
    await fleet.clock.advance(600_000);
    expect(driftsOf(await fleet.look())).toEqual(['renewal-unfinished']);
    await fleet.execution('RenewCertificate', `finish-${other}`, { cameraName: 'front-door', fails: true });
    expect(driftsOf(await fleet.look())).toEqual([]);
  });
});
