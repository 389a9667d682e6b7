// What the camera table has for many entries, read in as few requests as possible.
import { cameraKey, manifestKey, type Item, type ItemKey, type Table } from '../../records/camera-table.ts';
import { getItems, IncompleteReadError, type GetItemsOptions } from '../../records/get-items.ts';
import type { EntryOfCamera } from '../../records/manifest-writes.ts';
import { RefusedError } from '../failures.ts';

/** As they lie there: one that is broken is the trouble of its row. */
export interface Standing {
  /** The manifest's item of the serial number. */
  readonly entry: Item | undefined;
  /** The record of the camera that has registered under the name. */
  readonly record: Item | undefined;
}

export type ReadStandings = (
  entries: readonly EntryOfCamera[],
  signal: AbortSignal,
) => Promise<(entry: EntryOfCamera) => Standing>;

// 16 MB, or the table's capacity: what is left out is asked for again, for about 20 seconds.
const patience = { requests: 10, firstPauseMs: 100, longestPauseMs: 5000 };
const parallel = 4;

/** Strongly consistent, so that what was imported a moment ago counts. `pause` is between requests for what was left out. */
export function standingsReader(table: Table, pause?: GetItemsOptions['pause']): ReadStandings {
  return async (entries, signal) => {
    const once = [...new Map(entries.map((entry) => [JSON.stringify(keysOf(entry)), entry])).values()];
    const options = { patience, parallel, signal, ...(pause && { pause }) };
    const find = await getItems(table, once.map(keysOf), options).catch(sayInWords);
    return (entry) => {
      const [entryKey, recordKey] = keysOf(entry);
      return { entry: find(entryKey), record: find(recordKey) };
    };
  };
}

const keysOf = ({ serialNumber, cameraName }: EntryOfCamera): [entry: ItemKey, record: ItemKey] => [
  manifestKey(serialNumber),
  cameraKey(cameraName),
];

function sayInWords(error: unknown): never {
  if (!(error instanceof IncompleteReadError)) throw error;
  throw new RefusedError(
    `DynamoDB left entries unread in ${patience.requests} requests in a row: the table has no capacity left at the moment. Try again in some minutes.`,
    { cause: error },
  );
}
