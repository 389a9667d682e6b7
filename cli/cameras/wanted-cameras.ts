// Which cameras a list is to show.
import type { CameraRow } from '../../records/camera-row.ts';

export interface WantedCameras {
  readonly owner?: string;
  readonly unowned: boolean;
  readonly status?: string;
  readonly presence?: 'online' | 'offline';
  /** In name, serial number or display name, in either case. */
  readonly search?: string;
}

/** All that is given has to hold. */
export function isWanted({ owner, unowned, status, presence, search }: WantedCameras): (row: CameraRow) => boolean {
  const text = search?.toLowerCase();
  return (row) =>
    (owner === undefined || row.owner === owner) &&
    (!unowned || row.owner === undefined) &&
    (status === undefined || row.status === status) &&
    (presence === undefined || row.online === (presence === 'online')) &&
    (text === undefined ||
      [row.cameraName, row.serialNumber, row.displayName ?? ''].some((value) => value.toLowerCase().includes(text)));
}
