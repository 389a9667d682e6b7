// The fleet as it is read from the table: how often, and what of it is shown.
import { ScanCommand, type QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CameraRow } from '../../console/api/cameras.ts';
import { openFleet } from '../../console/server/cameras/fleet.ts';
import { camerasOf } from '../../records/fleet.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { isEndless } from '../../console/web/cameras/certificate-expiry.ts';
import { countGroups, hasWords, isIn } from '../../console/web/cameras/fleet-filters.ts';

describe('a scan', () => {
  let now: number;
  let scans: number;
  let tookMs: number;
  const dynamoDb = {
    send: (command: unknown) => {
      expect(command).toBeInstanceOf(ScanCommand);
      scans++;
      now += tookMs;
      return Promise.resolve({ Items: [] });
    },
  } as unknown as DocumentClient;
  beforeEach(() => {
    [now, scans, tookMs] = [0, 0, 0];
  });

  it.each([
    [100, 5000],
    [250, 5000],
    [3000, 60_000],
  ])('that took %i ms is good for %i ms', async (took, goodFor) => {
    tookMs = took;
    const fleet = openFleet({ client: dynamoDb, tableName: 'cameras' }, () => now);
    expect(await fleet.read()).toEqual({ cameras: [], readAt: took, freshForMs: goodFor });
    now = took + goodFor - 1;
    await fleet.read();
    expect(scans).toBe(1);
    now += 1;
    await fleet.read();
    expect(scans).toBe(2);
  });

  it('is one for all who ask at once', async () => {
    const fleet = openFleet({ client: dynamoDb, tableName: 'cameras' }, () => now);
    await Promise.all([fleet.read(), fleet.read(), fleet.read()]);
    expect(scans).toBe(1);
  });
});

describe('one camera', () => {
  const record = {
    pk: 'camera#hall',
    sk: 'camera',
    cameraName: 'hall',
    serialNumber: 'SN',
  };
  const presence = { pk: 'camera#hall', sk: 'presence', online: 1 };
  const expected = {
    pk: 'serial#SN-2',
    sk: 'manifest',
    cameraName: 'shed',
    serialNumber: 'SN-2',
  };
  const asked: string[] = [];
  const dynamoDb = {
    send: (command: unknown) => {
      asked.push((command as object).constructor.name);
      if (command instanceof ScanCommand) return Promise.resolve({ Items: [record, presence, expected] });
      const { ':camera': name } = (command as QueryCommand).input.ExpressionAttributeValues!;
      return Promise.resolve({ Items: [record, presence].filter(({ pk }) => pk === name) });
    },
  } as unknown as DocumentClient;
  const read = (name: string) => openFleet({ client: dynamoDb, tableName: 'cameras' }, () => 0).readOne(name);
  beforeEach(() => {
    asked.length = 0;
  });

  it('that is registered is read by itself, without a scan', async () => {
    expect(await read('hall')).toMatchObject({ cameraName: 'hall', online: true, status: 'ACTIVE' });
    expect(asked).toEqual(['QueryCommand']);
  });

  it('that is only expected is found by the scan, and one that is neither is not', async () => {
    expect(await read('shed')).toMatchObject({ serialNumber: 'SN-2', status: 'EXPECTED' });
    expect(await read('nobody')).toBeUndefined();
  });
});

it('a record says when its certificate expires, in seconds; an older one says nothing', () => {
  const record = (name: string) => ({
    ...{ pk: `camera#${name}`, sk: 'camera', cameraName: name, serialNumber: name },
  });
  const cameras = camerasOf([{ ...record('new'), certificateExpiresAt: 1_800_000_000 }, record('old')]);
  expect(cameras.map(({ certificateExpiresAt }) => certificateExpiresAt)).toEqual([1_800_000_000_000, undefined]);
});

it('a broken record or entry shows as far as it can be read', () => {
  const record = {
    pk: 'camera#hall',
    sk: 'camera',
    serialNumber: 'SN',
    userId: 7,
    displayName: ['Hall'],
    status: null,
  };
  const presence = { pk: 'camera#hall', sk: 'presence', online: 1, lastSeenAt: 'yesterday' };
  const entry = { pk: 'serial#SN-2', sk: 'manifest', serialNumber: 'SN-2', cameraName: 'shed', ownerId: 7 };
  expect(camerasOf([presence, entry, { ...record, registeredAt: 'once' }])).toEqual([
    { cameraName: 'hall', serialNumber: 'SN', status: 'ACTIVE', online: true, shares: 0 },
    { cameraName: 'shed', serialNumber: 'SN-2', status: 'EXPECTED', online: false, shares: 0 },
  ]);
});

it('the last day of the year 9999 is no end', () => {
  expect(isEndless(Date.parse('9999-12-31T23:59:59Z'))).toBe(true);
  expect(isEndless(Date.parse('2099-12-31T23:59:59Z'))).toBe(false);
});

describe('the groups', () => {
  const dayMs = 86_400_000;
  const now = 1_800_000_000_000;
  const camera = (cameraName: string, more: Partial<CameraRow>): CameraRow => ({
    ...{ cameraName, serialNumber: 'SN', status: 'ACTIVE', online: false, shares: 0 },
    ...more,
  });
  const cameras = [
    camera('on', { online: true, owner: 'Ada@example.com', certificateExpiresAt: now + 30 * dayMs }),
    camera('off', { certificateExpiresAt: now + 30 * dayMs - 1 }),
    camera('over', { owner: 'bob@example.com', certificateExpiresAt: now - 1 }),
    camera('awaited', { status: 'EXPECTED' }),
  ];

  it('count each camera where it belongs', () => {
    expect(countGroups(cameras, now)).toEqual({ online: 1, offline: 2, expected: 1, expiring: 2, unclaimed: 1 });
    expect(cameras.filter((one) => isIn('expiring', one, now)).map(({ cameraName }) => cameraName)).toEqual([
      'off',
      'over',
    ]);
  });

  it('are searched without regard to case', () => {
    expect(cameras.filter((one) => hasWords(one, 'ada@')).map(({ cameraName }) => cameraName)).toEqual(['on']);
  });
});
