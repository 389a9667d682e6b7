// Which certificates `lensgate certificates list` shows, and in which order.
import { expect, it } from '@jest/globals';
import { endingCertificates } from '../../cli/certificates/ending.ts';
import type { CameraRow } from '../../records/camera-row.ts';

const row = (cameraName: string, certificateExpiresAt?: number): CameraRow => ({
  cameraName,
  serialNumber: `SN-${cameraName}`,
  status: 'ACTIVE',
  online: true,
  shares: 0,
  certificateId: 'c'.repeat(64),
  ...(certificateExpiresAt !== undefined && { certificateExpiresAt }),
});
const day = 86_400_000;
const names = (rows: readonly CameraRow[], before?: number) =>
  endingCertificates(rows, before).map(({ cameraName }) => cameraName);

it('lists them by their end, and cameras of one day by name', () => {
  expect(names([row('c', 2 * day), row('b', day), row('a', 2 * day)])).toEqual(['b', 'a', 'c']);
});

it('lists those that end before a moment, and none of which nobody knows the end', () => {
  const expected: CameraRow = { cameraName: 'e', serialNumber: 'SN-e', status: 'EXPECTED', online: false, shares: 0 };
  expect(names([row('a', day - 1), row('b', day), row('c'), expected], day)).toEqual(['a']);
  expect(endingCertificates([row('a', day)])).toEqual([
    { certificateId: 'c'.repeat(64), cameraName: 'a', serialNumber: 'SN-a', endsAt: '1970-01-02T00:00:00.000Z' },
  ]);
});
