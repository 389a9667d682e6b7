// How much of a limit its subject has used, as the item says it.
import { type Item, type ItemKey, type Table } from './camera-table.ts';
import { getItem } from './get-item.ts';
import { number, optional, readStrictly, type ItemOf } from './item-shape.ts';

const bucketShape = {
  /** Of a bucket of tokens: when it is full again, in milliseconds since the epoch. */
  fullAt: optional(number),
  /** Of tries to claim: how many were in vain. */
  claimFailures: optional(number),
  /** Of tries to claim: until when the user may not, in seconds since the epoch. */
  claimLockedUntil: optional(number),
};

export type Bucket = ItemOf<typeof bucketShape>;

const readBucket = (item: Item): Bucket => readStrictly(bucketShape, item);

/** As it is now; one that isn't there holds nothing. @throws MalformedItemError, or the SDK's error */
export async function getBucket(table: Table, key: ItemKey): Promise<Bucket> {
  return readBucket((await getItem(table, key)) ?? {});
}
