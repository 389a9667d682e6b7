// Which cameras of the fleet are shown: one group of them, and those in which the words are found.
import type { CameraRow } from '../../api/cameras.ts';
import { expiryOf } from './certificate-expiry.ts';

export type Group = 'online' | 'offline' | 'expected' | 'expiring' | 'unclaimed';

/** Expired certificates are in `expiring` too: they need the same hands. */
export function isIn(group: Group, camera: CameraRow, now: number): boolean {
  const expected = camera.status === 'EXPECTED';
  switch (group) {
    case 'online':
      return camera.online && !expected;
    case 'offline':
      return !camera.online && !expected;
    case 'expected':
      return expected;
    case 'expiring':
      return camera.certificateExpiresAt !== undefined && expiryOf(camera.certificateExpiresAt, now) !== 'far';
    case 'unclaimed':
      return camera.owner === undefined && !expected;
  }
}

export function countGroups(cameras: readonly CameraRow[], now: number): Record<Group, number> {
  const counts = { online: 0, offline: 0, expected: 0, expiring: 0, unclaimed: 0 };
  for (const camera of cameras) {
    for (const group of Object.keys(counts) as Group[]) if (isIn(group, camera, now)) counts[group]++;
  }
  return counts;
}

/** What is searched in, made once per camera: to lower 50,000 strings at every key is what makes typing slow. */
const searched = new WeakMap<CameraRow, string>();

export function hasWords(camera: CameraRow, wanted: string): boolean {
  let text = searched.get(camera);
  if (text === undefined) {
    const { cameraName, serialNumber, displayName, owner, certificateId } = camera;
    text = [cameraName, serialNumber, displayName, owner, certificateId].join('\n').toLowerCase();
    searched.set(camera, text);
  }
  return text.includes(wanted);
}
