// Which cameras `lensgate cameras list` shows, and how a long list is cut into pages.
import { expect, it } from '@jest/globals';
import { isWanted, type WantedCameras } from '../../cli/cameras/wanted-cameras.ts';
import { pageOf } from '../../cli/page.ts';
import type { CameraRow } from '../../records/camera-row.ts';

const row = (cameraName: string, others: Partial<CameraRow> = {}): CameraRow => ({
  cameraName,
  serialNumber: `SN-${cameraName}`,
  status: 'ACTIVE',
  online: false,
  shares: 0,
  ...others,
});
const fleet = [
  row('attic', { status: 'EXPECTED', owner: 'bob@example.com' }),
  row('front-door', { owner: 'ada@example.com', online: true, displayName: 'Haustür' }),
  row('garage', { status: 'ROTATING' }),
];

const filters: readonly [Partial<WantedCameras>, string[]][] = [
  [{}, ['attic', 'front-door', 'garage']],
  [{ owner: 'ada@example.com' }, ['front-door']],
  [{ owner: 'nobody@example.com' }, []],
  [{ unowned: true }, ['garage']],
  [{ status: 'EXPECTED' }, ['attic']],
  [{ presence: 'online' }, ['front-door']],
  [{ presence: 'offline' }, ['attic', 'garage']],
  [{ search: 'sn-GAR' }, ['garage']],
  [{ search: 'HAUSTÜR' }, ['front-door']],
  [{ search: 'attic', presence: 'online' }, []],
];
it.each(filters)('%j leaves %j', (wanted, names) => {
  const shown = fleet.filter(isWanted({ unowned: false, ...wanted }));
  expect(shown.map(({ cameraName }) => cameraName)).toEqual(names);
});

it.each([
  [{ limit: 3 }, ['a', 'b', 'c'], undefined],
  [{ limit: 2 }, ['a', 'b'], 'b'],
  [{ limit: 2, after: 'b' }, ['c'], undefined],
  [{ limit: 1, after: 'a' }, ['b'], 'b'],
  // What was shown last may be gone by now.
  [{ limit: 5, after: 'aa' }, ['b', 'c'], undefined],
  [{ limit: 5, after: 'c' }, [], undefined],
])('%j of a, b, c is %j', (options, rows, after) => {
  expect(pageOf(['a', 'b', 'c'], (name) => name, options)).toEqual({ rows, ...(after !== undefined && { after }) });
});
