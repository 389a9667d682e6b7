// What the camera table has for many entries, read in as few requests as possible.
import { setTimeout } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  type BatchGetItemCommandOutput,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import { cameraKey, manifestKey, type Item, type ItemKey } from '../../records/camera-table.ts';
import { RefusedError } from '../failures.ts';
import type { ManifestEntry } from './entry.ts';
import type { ClientConfig } from '../target.ts';

export interface Standing {
  /** The manifest's item of the serial number. */
  readonly entry?: Item | undefined;
  /** The record of the camera that has registered under the name. */
  readonly record?: Item | undefined;
}

export type ReadStandings = (
  entries: readonly ManifestEntry[],
  signal: AbortSignal,
) => Promise<(entry: ManifestEntry) => Standing>;

// [BatchGetItem: at most 100 keys]
const keysPerRequest = 100;
const parallelRequests = 4;
// 16 MB, or the table's capacity: what is left out is asked for again, for about 20 seconds.
const mostRequests = 10;
const firstPauseMs = 50;
const longestPauseMs = 5000;

/** Strongly consistent, so that what was imported a moment ago counts. */
export function openStandings(client: ClientConfig, tableName: string): ReadStandings {
  const dynamoDb = new DynamoDBClient(client);
  return standingsReader(tableName, (RequestItems, abortSignal) =>
    dynamoDb.send(new BatchGetItemCommand({ RequestItems }), { abortSignal }),
  );
}

export type BatchGet = (
  wanted: Record<string, KeysAndAttributes>,
  signal: AbortSignal,
) => Promise<Pick<BatchGetItemCommandOutput, 'Responses' | 'UnprocessedKeys'>>;

/** `pause` between requests for what was left out, in milliseconds. */
export function standingsReader(
  tableName: string,
  batchGet: BatchGet,
  pause: (ms: number, signal: AbortSignal) => Promise<unknown> = (ms, signal) => setTimeout(ms, undefined, { signal }),
): ReadStandings {
  const readSome = async (Keys: ItemKey[], signal: AbortSignal): Promise<Item[]> => {
    const items: Item[] = [];
    let wanted: Record<string, KeysAndAttributes> = { [tableName]: { Keys, ConsistentRead: true } };
    for (let request = 1; ; request++) {
      const { Responses, UnprocessedKeys = {} } = await batchGet(wanted, signal);
      items.push(...(Responses?.[tableName] ?? []));
      if (Object.keys(UnprocessedKeys).length === 0) return items;
      if (request === mostRequests) {
        throw new RefusedError(
          `DynamoDB left entries unread in ${mostRequests} requests in a row: the table has no capacity left at the moment. Try again in some minutes.`,
        );
      }
      wanted = UnprocessedKeys;
      await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** request), signal);
    }
  };
  return async (entries, signal) => {
    const keys = uniqueKeys(entries);
    const found = new Map<string, Item>();
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < keys.length) {
        signal.throwIfAborted();
        const first = next;
        next += keysPerRequest;
        for (const item of await readSome(keys.slice(first, next), signal)) found.set(nameOf(item), item);
      }
    };
    await Promise.all(Array.from({ length: parallelRequests }, work));
    return ({ serialNumber, cameraName }) => ({
      entry: found.get(nameOf(manifestKey(serialNumber))),
      record: found.get(nameOf(cameraKey(cameraName))),
    });
  };
}

const nameOf = ({ pk, sk }: Item): string => `${pk?.S}\n${sk?.S}`;

/** [BatchGetItem: ValidationException for a key that comes twice] */
function uniqueKeys(entries: readonly ManifestEntry[]): ItemKey[] {
  const keys = entries.flatMap(({ serialNumber, cameraName }) => [manifestKey(serialNumber), cameraKey(cameraName)]);
  return [...new Map(keys.map((key) => [nameOf(key), key])).values()];
}
