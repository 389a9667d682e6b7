// Many items as they are at this moment. Half an answer is none: what DynamoDB leaves out is asked for again.
import { setTimeout } from 'node:timers/promises';
import { BatchGetCommand, type BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Item, ItemKey, Table } from './camera-table.ts';

// [BatchGetItem: at most 100 keys]
const mostKeys = 100;

/** DynamoDB kept leaving keys out: an outage. */
export class IncompleteReadError extends Error {
  override readonly name = 'IncompleteReadError';

  constructor(tableName: string, requests: number) {
    super(
      `DynamoDB left keys of table ${tableName} unread in ${requests} requests in a row. ` +
        'It is overloaded or throttled: look at the throttling metrics of the table, and ask again.',
    );
  }
}

/** How long it is worth asking for what was left out. */
export interface Patience {
  readonly requests: number;
  /** Before the second request; each pause after it is twice as long. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export interface GetItemsOptions {
  readonly patience: Patience;
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
  readonly signal?: AbortSignal;
  /** How many requests run at the same time; all of them, if absent. */
  readonly parallel?: number;
}

/** Undefined when the table has none with the key. */
export type FindItem = (key: ItemKey) => Item | undefined;

/**
 * Strongly consistent. The keys of a group are read in one request, so that what is decided from them isn't of two moments:
 * a group has at most 100.
 * @throws IncompleteReadError, the signal's reason, or the SDK's error
 */
export async function getItems(
  table: Table,
  groups: readonly (readonly ItemKey[])[],
  options: GetItemsOptions,
): Promise<FindItem> {
  const batches = packed(groups);
  const found = new Map<string, Item>();
  const work = async (): Promise<void> => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      for (const item of await getBatch(table, batch, options)) found.set(nameOf(item), item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.parallel ?? Infinity, batches.length) }, work));
  return (key) => found.get(nameOf(key));
}

const nameOf = ({ pk, sk }: { readonly pk?: unknown; readonly sk?: unknown }): string => JSON.stringify([pk, sk]);

/** As many groups to a request as its keys allow, in their order. */
function packed(groups: readonly (readonly ItemKey[])[]): ItemKey[][] {
  // [BatchGetItem: ValidationException for a key that comes twice]
  const batches: Map<string, ItemKey>[] = [];
  for (const group of groups) {
    const added = new Map(group.map((key) => [nameOf(key), key]));
    const last = batches.at(-1);
    const together = new Map([...(last ?? []), ...added]);
    if (last && together.size <= mostKeys) batches[batches.length - 1] = together;
    else batches.push(added);
  }
  return batches.map((batch) => [...batch.values()]);
}

async function getBatch(
  { client, tableName }: Table,
  keys: ItemKey[],
  { patience, pause = (ms) => setTimeout(ms, undefined, { signal }), signal }: GetItemsOptions,
): Promise<Item[]> {
  const { requests, firstPauseMs, longestPauseMs } = patience;
  const items: Item[] = [];
  let wanted: NonNullable<BatchGetCommandOutput['UnprocessedKeys']> = {
    [tableName]: { Keys: keys, ConsistentRead: true },
  };
  for (let request = 1; ; request++) {
    signal?.throwIfAborted();
    const { Responses, UnprocessedKeys = {} }: BatchGetCommandOutput = await client.send(
      new BatchGetCommand({ RequestItems: wanted }),
      signal && { abortSignal: signal },
    );
    items.push(...(Responses?.[tableName] ?? []));
    wanted = UnprocessedKeys;
    if (Object.keys(wanted).length === 0) return items;
    if (request === requests) throw new IncompleteReadError(tableName, requests);
    await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (request - 1)), signal);
  }
}
