// Replacements, resets and undoings that stopped half-way go on, and what is left of a record that was deleted by hand goes.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  caCertificateId,
  certificateIdOf,
  epoch,
  driftsOf,
  hour,
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

const found = async (): Promise<string[]> => driftsOf(await fleet.look());

describe('a camera whose place another device was to take', () => {
  const successor = certificateIdOf('successor');
  const halfWay: readonly [string, () => Promise<unknown>][] = [
    ['is being replaced', () => fleet.change('front-door', { status: 'REPLACING', successorCertificateId: successor })],
    ['is to be registered', () => fleet.change('front-door', { status: 'REGISTERING', certificateId: successor })],
  ];
  const goesOn = [
    {
      drift: 'registration-unfinished',
      subject: 'front-door',
      repair: { do: 'register', message: { certificateId: successor, caCertificateId } },
    },
  ];

  describe.each(halfWay)('and that %s', (_how, prepare) => {
    beforeEach(async () => {
      await fleet.call('iot', 'UpdateCertificate', { certificateId: camera.certificateId, newStatus: 'INACTIVE' });
      await prepare();
    });

    it('is registered, when the execution was stopped an hour ago, and is told of once', async () => {
      await fleet.addCertificate(successor, 'PENDING_ACTIVATION');
      await fleet.execution('ProvisionCamera', successor, { fails: true });
      await fleet.clock.advance(hour);
      expect(await fleet.twoLooks()).toMatchObject(goesOn);
      expect(await found()).toEqual(['registration-unfinished']);
    });

    it('is registered, when nobody has looked at it for an hour, and is told of once', async () => {
      await fleet.addCertificate(successor, 'PENDING_ACTIVATION');
      expect(await found()).toEqual([]);
      await fleet.clock.advance(hour);
      expect(await fleet.twoLooks()).toMatchObject(goesOn);
      expect(await found()).toEqual(['registration-unfinished']);
    });

    it('is left alone for an hour, and while a workflow works on it', async () => {
      await fleet.addCertificate(successor, 'PENDING_ACTIVATION');
      await fleet.execution('ProvisionCamera', successor, { fails: true });
      await fleet.clock.advance(hour - 120_000);
      expect(await found()).toEqual([]);
      await fleet.clock.advance(hour);
      await fleet.execution('ProvisionCamera', `${successor}-2`, { certificateId: successor }, { ends: false });
      expect(await found()).toEqual([]);
    });

    it.each(['INACTIVE', 'ACTIVE', undefined])(
      'is a matter for a person when its certificate does not wait (%s)',
      async (status) => {
        if (status !== undefined) await fleet.addCertificate(successor, status);
        await fleet.clock.advance(hour);
        const { found: all, suspected } = await fleet.look();
        expect(all).toMatchObject([{ drift: 'registration-unfinished', says: expect.stringContaining('retire') }]);
        expect(suspected).toEqual([]);
      },
    );
  });
});

describe('a registration that was being undone', () => {
  beforeEach(() => fleet.change('front-door', { status: 'UNDOING' }));

  it('is undone further, an hour after it failed', async () => {
    await fleet.execution('ProvisionCamera', camera.certificateId, { fails: true });
    expect(await found()).toEqual([]);
    await fleet.clock.advance(hour);
    expect(await fleet.twoLooks()).toMatchObject([
      {
        drift: 'registration-unfinished',
        repair: {
          do: 'retire-camera',
          executionName: expect.stringMatching(/^undo-[0-9a-f]{32}$/),
          input: { registration: camera.certificateId, activationTried: true, epoch: String(epoch) },
        },
      },
    ]);
  });

  it('is left alone while it is', async () => {
    await fleet.execution('RetireCamera', 'e', { cameraName: 'front-door' }, { ends: false });
    expect(await found()).toEqual([]);
  });
});

describe('what belongs to a camera', () => {
  beforeEach(async () => {
    await fleet.share('front-door', 'bob@example.com', epoch);
    await fleet.put({ pk: 'camera#front-door', sk: 'transfer' }, { cameraName: 'front-door', epoch });
    await fleet.presence('front-door', { sessionIdentifier: 's-1', versionNumber: 7, online: 0, lastSeenAt: 1 });
    await fleet.put({ pk: 'camera#front-door', sk: 'tombstone' }, { cameraName: 'front-door', epoch });
  });

  it('stays as long as there is a record', async () => {
    expect(await found()).toEqual([]);
  });

  it('goes when somebody has deleted the record, but for what outlives a camera', async () => {
    await fleet.deleteRecord('front-door');
    const [N, S] = [String(epoch), 's-1'];
    const items = (await fleet.twoLooks()).filter(({ drift }) => drift === 'items-without-record');
    expect(items.map(({ subject, repair }) => [subject, repair]).sort()).toEqual([
      ['front-door presence', { do: 'delete-item', sk: 'presence', mark: { name: 'sessionIdentifier', value: { S } } }],
      [
        'front-door share#bob@example.com',
        { do: 'delete-item', sk: 'share#bob@example.com', mark: { name: 'epoch', value: { N } } },
      ],
      ['front-door transfer', { do: 'delete-item', sk: 'transfer', mark: { name: 'epoch', value: { N } } }],
    ]);
  });
});
