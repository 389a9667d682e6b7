// The one database request of a decision: all that the table says about a camera and one user, together and strongly consistent.
import {
  cameraKey,
  presenceKey,
  shareKey,
  transferKey,
  type ItemKey,
  type Table,
} from '../../../records/camera-table.ts';
import { getItems, type GetItemsOptions, type Patience } from '../../../records/get-items.ts';
import type { CameraItems } from './camera-items.ts';

// A person waits for it.
const patience: Patience = { requests: 4, firstPauseMs: 25, longestPauseMs: 100 };

export interface ReadDependencies extends Table {
  /** Milliseconds between requests for what was left out. */
  readonly pause?: NonNullable<GetItemsOptions['pause']>;
}

/** Parts of a camera's story that a decision may need beside the record. */
export interface Wanted {
  readonly transfer?: boolean;
}

/**
 * In the order of the names. What belongs to one camera is read in one request, so that no decision mixes two moments.
 * @throws IncompleteReadError, or the SDK's error
 */
export async function readCameraItems(
  { pause, ...table }: ReadDependencies,
  cameraNames: readonly string[],
  userId: string,
  { transfer = false }: Wanted = {},
): Promise<CameraItems[]> {
  const keysOf = (cameraName: string): ItemKey[] => [
    cameraKey(cameraName),
    shareKey(cameraName, userId),
    presenceKey(cameraName),
    ...(transfer ? [transferKey(cameraName)] : []),
  ];
  const find = await getItems(table, cameraNames.map(keysOf), { patience, ...(pause && { pause }) });
  return cameraNames.map((cameraName) => ({
    camera: find(cameraKey(cameraName)),
    share: find(shareKey(cameraName, userId)),
    presence: find(presenceKey(cameraName)),
    transfer: find(transferKey(cameraName)),
  }));
}
