// What a look finds where records, and what they name, don't fit together.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rotationName } from '../../../executions/rotation.ts';
import { driftsOf, epoch, hour, stage, startFleet, type Camera, type Fleet } from './fleet.ts';

let fleet: Fleet;
let camera: Camera;
beforeEach(async () => {
  fleet = await startFleet();
  camera = await fleet.registered('front-door');
});
afterEach(() => fleet.stop());

describe('a record', () => {
  it('whose channel is gone gets a new one', async () => {
    await fleet.deleteChannel(camera.channelArn);
    expect(await fleet.twoLooks()).toMatchObject([
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
    expect(await fleet.twoLooks()).toMatchObject([
      { drift: 'record-without-channel', repair: { do: 'rotate-channel' } },
    ]);
  });

  it("whose channel's name is somebody else's is a matter for a person", async () => {
    await fleet.deleteChannel(camera.channelArn);
    await fleet.addChannel('front-door', { stage, serialNumber: 'OTHER', certificateId: camera.certificateId });
    const look = await fleet.look();
    expect([driftsOf(look), look.suspected]).toEqual([['record-without-channel'], []]);
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
    expect(await fleet.twoLooks()).toEqual([
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
    expect(await fleet.twoLooks()).toEqual([expect.objectContaining({ drift: 'leftovers', repair: undone() })]);
  });

  it('is undone when only the channel is left', async () => {
    const principal = camera.certificateArn;
    await fleet.call('iot', 'DetachThingPrincipal', { thingName: 'front-door', principal });
    await fleet.clock.advance(5000);
    await fleet.call('iot', 'DeleteThing', { thingName: 'front-door' });
    expect(await fleet.twoLooks()).toEqual([expect.objectContaining({ drift: 'leftovers', repair: undone() })]);
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

describe('a camera that is shown as online', () => {
  const connection = (more: object = {}): Promise<unknown> =>
    fleet.presence('front-door', {
      ...{ online: 1, lastSeenAt: 1, sessionIdentifier: 's-1', versionNumber: 7 },
      ...{ connectedAt: fleet.clock.now(), ...more },
    });

  it('and has no connection is shown as it is', async () => {
    await connection();
    await fleet.clock.advance(hour);
    expect(await fleet.twoLooks()).toMatchObject([
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
    expect(driftsOf(await fleet.look())).toEqual([]);
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
    const found = await fleet.twoLooks();
    expect(found.map(({ drift }) => drift)).toEqual(goes ? ['outdated-share'] : []);
    if (goes) expect(found[0]!.repair).toMatchObject({ do: 'delete-item', sk: 'share#bob@example.com' });
  });
});
