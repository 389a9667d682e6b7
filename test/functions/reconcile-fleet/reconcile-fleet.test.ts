// What a look finds, and what it leaves alone. Against the local services.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { retirementName } from '../../../executions/retirement.ts';
import { rotationName } from '../../../executions/rotation.ts';
import type { Finding } from '../../../functions/reconcile-fleet/drift.ts';
import { drifts as allDrifts } from '../../../functions/reconcile-fleet/drift.ts';
import { validateDriftRepaired } from '../../../events/index.ts';
import { issuerKeyOf } from '../../../records/issued-certificate.ts';
import { certificatePem } from '../certificates.ts';
import type { Look } from '../../../functions/reconcile-fleet/reconcile-fleet.ts';
import { manifestKey } from '../../../records/camera-table.ts';
import {
  caCertificateId,
  certificateIdOf,
  epoch,
  hour,
  machineArn,
  stage,
  startFleet,
  type Camera,
  type Fleet,
} from './fleet.ts';

let fleet: Fleet;
let camera: Camera;
beforeEach(async () => {
  fleet = await startFleet();
  camera = await fleet.registered('front-door');
});
afterEach(() => fleet.stop());

/** What both looks find. */
async function twoLooks(): Promise<readonly Finding[]> {
  const { suspected } = await fleet.look();
  return (await fleet.look(suspected)).repairs;
}
const drifts = ({ found }: Look): string[] => found.map(({ drift }) => drift);

describe('a fleet that is as it should be', () => {
  it('has nothing to repair', async () => {
    await fleet.registered('back-door');
    await fleet.share('front-door', 'bob@example.com', epoch);
    const { counts, ...look } = await fleet.look();
    expect(look).toEqual({ repairs: [], suspected: [], found: [] });
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  });
});

it('every kind of drift that is repaired can be told of', () => {
  const told = {
    subject: 'x',
    says: 'x',
    repair: 'renew-certificate',
    executionName: 'e',
    repairedAt: '2026-12-01T03:25:17Z',
  };
  for (const drift of allDrifts) {
    expect(() => validateDriftRepaired({ ...told, drift })).not.toThrow();
  }
});

describe('two looks', () => {
  beforeEach(() => fleet.deleteChannel(camera.channelArn));

  it('are needed', async () => {
    const first = await fleet.look();
    expect(first).toMatchObject({ repairs: [], suspected: ['record-without-channel front-door'] });
    expect((await fleet.look(first.suspected)).repairs).toMatchObject([{ subject: 'front-door' }]);
  });

  it('must find the same', async () => {
    const first = await fleet.look();
    await fleet.registered('back-door');
    await fleet.change('front-door', { status: 'ROTATING' });
    const second = await fleet.look(first.suspected);
    expect(second).toMatchObject({ repairs: [], suspected: ['rotation-unfinished front-door'] });
  });

  it('repair no more than the settings allow', async () => {
    const careful = await startFleet({ repairsPerRun: 2 });
    for (const name of ['a', 'b', 'c']) await careful.deleteChannel((await careful.registered(name)).channelArn);
    const { suspected } = await careful.look();
    expect(suspected).toHaveLength(3);
    expect((await careful.look(suspected)).repairs).toHaveLength(2);
    await careful.stop();
  });
});

describe('a workflow that runs', () => {
  it.each([
    ['by its camera', 'RotateChannel', () => ({ cameraName: 'front-door' })],
    ['by its certificate', 'ProvisionCamera', () => ({ certificateId: camera.certificateId })],
  ])('keeps its camera out of a look, known %s', async (_title, machine, input) => {
    await fleet.deleteChannel(camera.channelArn);
    await fleet.call('iot', 'DetachPolicy', { policyName: 'lensgate-camera', target: camera.certificateArn });
    await fleet.execution(machine, 'e', input(), { ends: false });
    const { found } = await fleet.look();
    expect(found.filter(({ drift }) => drift === 'record-without-rights')).toEqual([]);
  });

  it('postpones everything when there are more than can be told apart', async () => {
    await fleet.deleteChannel(camera.channelArn);
    for (let n = 0; n <= 300; n++) await fleet.execution('ProvisionCamera', `e-${n}`, {}, { ends: false });
    expect(await fleet.look()).toMatchObject({
      repairs: [],
      suspected: [],
      postponed: expect.stringMatching(/^More workflows run/),
    });
  });
});

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
    expect(await twoLooks()).toMatchObject([
      { drift: 'retirement-unfinished', repair: { do: 'retire-camera', executionName: `${name}-2`, input: asked() } },
    ]);
  });

  it('that failed just now is left to whoever asked for it', async () => {
    await fleet.execution('RetireCamera', name, asked());
    await fleet.clock.advance(hour - 120_000);
    expect(drifts(await fleet.look())).toEqual([]);
  });

  it('that nobody remembers keeps what can be kept', async () => {
    expect(await twoLooks()).toMatchObject([
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
    expect(await twoLooks()).toMatchObject([
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
    expect(await twoLooks()).toMatchObject([
      {
        drift: 'rotation-unfinished',
        repair: { do: 'rotate-channel', executionName: `${nameOf()}-2`, input: input() },
      },
    ]);
  });

  it('that failed just now is left to whoever asks again', async () => {
    await fleet.execution('RotateChannel', nameOf(), { ...input(), fails: true });
    expect(drifts(await fleet.look())).toEqual([]);
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
      expect(await twoLooks()).toMatchObject([finishing]);
    },
  );

  it('is left alone until its camera had time to connect, and when it was finished just now', async () => {
    const nextCertificateUntil = Math.floor(fleet.clock.now() / 1000) + 600;
    await fleet.change('front-door', { nextCertificateId: other, nextCertificateUntil });
    expect(drifts(await fleet.look())).toEqual([]);
    await fleet.clock.advance(600_000);
    expect(drifts(await fleet.look())).toEqual(['renewal-unfinished']);
    await fleet.execution('RenewCertificate', `finish-${other}`, { cameraName: 'front-door', fails: true });
    expect(drifts(await fleet.look())).toEqual([]);
  });
});

describe('a record', () => {
  it('whose channel is gone gets a new one', async () => {
    await fleet.deleteChannel(camera.channelArn);
    expect(await twoLooks()).toMatchObject([
      {
        drift: 'record-without-channel',
        repair: {
          do: 'rotate-channel',
          executionName: rotationName(camera.channelArn),
          input: { cameraName: 'front-door', channelArn: camera.channelArn },
        },
      },
    ]);
  });

  it('whose channel was made anew by hand, with its tags, gets that one', async () => {
    await fleet.deleteChannel(camera.channelArn);
    const { serialNumber, certificateId } = camera;
    await fleet.addChannel('front-door', { stage, serialNumber, certificateId });
    expect(await twoLooks()).toMatchObject([{ drift: 'record-without-channel', repair: { do: 'rotate-channel' } }]);
  });

  it("whose channel's name is somebody else's is a matter for a person", async () => {
    await fleet.deleteChannel(camera.channelArn);
    await fleet.addChannel('front-door', { stage, serialNumber: 'OTHER', certificateId: camera.certificateId });
    const look = await fleet.look();
    expect([drifts(look), look.suspected]).toEqual([['record-without-channel'], []]);
  });

  const takePolicy = () =>
    fleet.call('iot', 'DetachPolicy', { policyName: 'lensgate-camera', target: camera.certificateArn });
  const takeThing = async () => {
    const principal = camera.certificateArn;
    await fleet.call('iot', 'DetachThingPrincipal', { thingName: 'front-door', principal });
    await fleet.clock.advance(5000);
    await fleet.call('iot', 'DeleteThing', { thingName: 'front-door' });
  };
  it.each<[string, () => Promise<unknown>, string, boolean]>([
    ['policy', takePolicy, "its certificate hasn't the cameras' policy", false],
    ['thing', takeThing, 'its thing is gone', true],
  ])('whose %s is gone gets it back', async (_what, take, says, lacksThing) => {
    await take();
    const { serialNumber, certificateId } = camera;
    expect(await twoLooks()).toEqual([
      {
        drift: 'record-without-rights',
        subject: 'front-door',
        ...{ cameraName: 'front-door', serialNumber },
        says: `Camera front-door can't connect: ${says}.`,
        repair: { do: 'give-rights', serialNumber, certificateId, lacksThing },
      },
    ]);
  });

  it.each<[string, (certificateId: string) => Promise<unknown>]>([
    ['INACTIVE', (certificateId) => fleet.call('iot', 'UpdateCertificate', { certificateId, newStatus: 'INACTIVE' })],
    ['banned', (certificateId) => fleet.ban({ certificateId })],
    ['gone', (certificateId) => fleet.removeCertificate(certificateId)],
  ])('whose policy is gone and whose certificate is %s is a matter for a person', async (word, take) => {
    await takePolicy();
    await take(camera.certificateId);
    const look = await fleet.look();
    const told = look.found.find(({ drift }) => drift === 'record-without-rights')!;
    expect([told.says.includes(` is ${word}. `), look.suspected]).toEqual([true, []]);
  });
});

describe('what no record names', () => {
  const undone = () => ({
    do: 'retire-camera',
    executionName: expect.stringMatching(/^undo-[0-9a-f]{32}$/) as unknown,
    input: {
      ...{ cameraName: 'front-door', serialNumber: camera.serialNumber, certificateId: camera.certificateId },
      ...{ registration: 'none', activationTried: false, epoch: '0' },
    },
  });
  // A retired camera's certificate is INACTIVE; an active one is another finding.
  beforeEach(async () => {
    await fleet.call('iot', 'UpdateCertificate', { certificateId: camera.certificateId, newStatus: 'INACTIVE' });
    await fleet.deleteRecord('front-door');
  });

  it('is undone once: thing and channel of one device together', async () => {
    expect(await twoLooks()).toEqual([expect.objectContaining({ drift: 'leftovers', repair: undone() })]);
  });

  it('is undone when only the channel is left', async () => {
    const principal = camera.certificateArn;
    await fleet.call('iot', 'DetachThingPrincipal', { thingName: 'front-door', principal });
    await fleet.clock.advance(5000);
    await fleet.call('iot', 'DeleteThing', { thingName: 'front-door' });
    expect(await twoLooks()).toEqual([expect.objectContaining({ drift: 'leftovers', repair: undone() })]);
  });

  it('is a matter for a person when its certificate serves another camera by now', async () => {
    await fleet.registered('back-door');
    await fleet.change('back-door', { certificateId: camera.certificateId });
    const { found, suspected } = await fleet.look();
    expect(found.find(({ drift }) => drift === 'leftovers')?.says).toMatch(/serves camera back-door now/);
    expect(suspected.filter((key) => key.startsWith('leftovers'))).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['of another stage', { stage: 'prod', serialNumber: 'X', certificateId: 'y' }],
    ['without tags', {}],
  ])('is nobody of ours: a channel %s', async (_title, tags) => {
    await fleet.addChannel('foreign', tags);
    await fleet.clock.advance(2 * hour);
    expect((await fleet.look()).found.filter(({ subject }) => subject.startsWith('foreign'))).toEqual([]);
  });

  it('has an hour to become a camera', async () => {
    await fleet.addChannel('young', { stage, serialNumber: 'LG-young', certificateId: 'c' });
    expect((await fleet.look()).found.filter(({ subject }) => subject.startsWith('young'))).toEqual([]);
    await fleet.clock.advance(hour);
    expect((await fleet.look()).found.filter(({ subject }) => subject.startsWith('young'))).toHaveLength(1);
  });
});

describe('recordings', () => {
  let streaming: Fleet;
  let recorded: Camera;
  beforeEach(async () => {
    streaming = await startFleet({ hasStreams: true });
    recorded = await streaming.registered('recorded');
  });
  afterEach(() => streaming.stop());

  it('that no record names are never deleted', async () => {
    await streaming.deleteRecord('recorded');
    const { found, suspected } = await streaming.look();
    expect(found.find(({ drift }) => drift === 'leftovers')?.says).toMatch(/There are recordings/);
    expect(suspected).toEqual([]);
  });

  it.each([
    ['longer', 'INCREASE_DATA_RETENTION', 12, 'DECREASE_DATA_RETENTION', 12],
    ['shorter', 'DECREASE_DATA_RETENTION', 20, 'INCREASE_DATA_RETENTION', 20],
  ] as const)(
    'that are kept %s than the settings say are kept as they say',
    async (_how, Operation, change, operation, changeHours) => {
      const { StreamInfo } = await streaming.call('kinesisvideo', 'DescribeStream', { StreamName: 'recorded' });
      await streaming.call('kinesisvideo', 'UpdateDataRetention', {
        ...{ StreamARN: recorded.streamArn, CurrentVersion: StreamInfo!.Version, Operation },
        DataRetentionChangeInHours: change,
      });
      await streaming.clock.advance(5000);
      const { suspected } = await streaming.look();
      expect((await streaming.look(suspected)).repairs).toMatchObject([
        {
          drift: 'retention-differs',
          repair: { do: 'set-retention', streamArn: recorded.streamArn, operation, changeHours },
        },
      ]);
    },
  );
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
    (await twoLooks()).filter(({ drift }) => drift === 'registration-waits');

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

describe('a camera that is shown as online', () => {
  const connection = (more: object = {}): Promise<unknown> =>
    fleet.presence('front-door', {
      ...{ online: 1, lastSeenAt: 1, sessionIdentifier: 's-1', versionNumber: 7 },
      ...{ connectedAt: fleet.clock.now(), ...more },
    });

  it('and has no connection is shown as it is', async () => {
    await connection();
    await fleet.clock.advance(hour);
    expect(await twoLooks()).toMatchObject([
      {
        drift: 'online-without-connection',
        repair: { do: 'mark-offline', sessionIdentifier: 's-1', versionNumber: '7' },
      },
    ]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['is', async () => [await connection(), await fleet.clock.advance(hour), fleet.connected.add('front-door')]],
    ['came just now', () => connection()],
    ['is offline', async () => [await connection({ online: 0 }), await fleet.clock.advance(hour)]],
  ])('is left alone when it %s', async (_title, prepare) => {
    await prepare();
    expect(drifts(await fleet.look())).toEqual([]);
  });
});

describe('a share', () => {
  it.each<[string, () => Promise<unknown>, boolean]>([
    ['of the present epoch stays', () => fleet.share('front-door', 'bob@example.com', epoch), false],
    ['of a former owner goes', () => fleet.share('front-door', 'bob@example.com', epoch - 1), true],
    [
      'that expired two days ago goes',
      () => fleet.share('front-door', 'bob@example.com', epoch, { expiresAt: fleet.clock.now() / 1000 - 172_800 }),
      true,
    ],
    [
      'that expired just now stays',
      () => fleet.share('front-door', 'bob@example.com', epoch, { expiresAt: fleet.clock.now() / 1000 - 1 }),
      false,
    ],
  ])('%s', async (_title, share, goes) => {
    await share();
    const found = await twoLooks();
    expect(found.map(({ drift }) => drift)).toEqual(goes ? ['outdated-share'] : []);
    if (goes) expect(found[0]!.repair).toMatchObject({ do: 'delete-item', sk: 'share#bob@example.com' });
  });
});

it('changes nothing', async () => {
  await fleet.deleteChannel(camera.channelArn);
  await twoLooks();
  const { executions } = await fleet.call('sfn', 'ListExecutions', { stateMachineArn: machineArn('RotateChannel') });
  expect(executions).toEqual([]);
});
