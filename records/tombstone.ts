// What outlives a camera: RetireCamera writes it before the record goes (statemachines/retire-camera.asl.yaml).
import { tombstoneKey, type Table } from './camera-table.ts';
import { getItem } from './get-item.ts';
import { number, readStrictly, text, type ItemOf } from './item-shape.ts';

const tombstoneShape = {
  cameraName: text,
  serialNumber: text,
  certificateId: text,
  /** The last one of the life that ended: the next one begins above it. */
  epoch: number,
  /** `ban` or `rearm`. */
  certificate: text,
  /** Seconds since the epoch. */
  retiredAt: number,
  retiredBy: text,
};

export type Tombstone = ItemOf<typeof tombstoneShape>;

/** Of the last camera that had the name. @throws MalformedItemError, or the SDK's error */
export async function getTombstone(table: Table, cameraName: string): Promise<Tombstone | undefined> {
  const item = await getItem(table, tombstoneKey(cameraName));
  return item && readStrictly(tombstoneShape, item);
}
