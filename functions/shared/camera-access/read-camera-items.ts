// The one database request of a decision: all that the table says about a camera and one user, together and strongly consistent.
import { setTimeout } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import {
  cameraKey,
  presenceKey,
  shareKey,
  transferKey,
  type Item,
  type ItemKey,
} from '../../../records/camera-table.ts';
import type { CameraItems } from './standing.ts';

const maxRequests = 4;
const firstPauseMs = 25;
// [BatchGetItem: at most 100 keys]
const maxKeys = 100;

/** DynamoDB kept leaving keys out: an outage. Half an answer must not decide anything. */
export class IncompleteReadError extends Error {
  override readonly name = 'IncompleteReadError';

  constructor(tableName: string) {
    super(
      `DynamoDB left keys of table ${tableName} unread in ${maxRequests} requests in a row. ` +
        'It is overloaded or throttled: look at the throttling metrics of the table, and ask again.',
    );
  }
}

export interface ReadDependencies {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
  /** Milliseconds between requests for what was left out. */
  readonly pause?: (ms: number) => Promise<unknown>;
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
  dependencies: ReadDependencies,
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
  const camerasPerRequest = Math.floor(maxKeys / (transfer ? 4 : 3));
  const batches = Array.from({ length: Math.ceil(cameraNames.length / camerasPerRequest) }, (_, index) =>
    cameraNames.slice(index * camerasPerRequest, (index + 1) * camerasPerRequest),
  );
  const items = (await Promise.all(batches.map((names) => readBatch(dependencies, names.flatMap(keysOf))))).flat();
  const found = new Map(items.map((item) => [`${item.pk?.S}\n${item.sk?.S}`, item]));
  const withKey = ({ pk, sk }: ItemKey): Item | undefined => found.get(`${pk.S}\n${sk.S}`);
  return cameraNames.map((cameraName) => ({
    camera: withKey(cameraKey(cameraName)),
    share: withKey(shareKey(cameraName, userId)),
    presence: withKey(presenceKey(cameraName)),
    transfer: withKey(transferKey(cameraName)),
  }));
}

async function readBatch(
  { client, tableName, pause = setTimeout }: ReadDependencies,
  keys: ItemKey[],
): Promise<Item[]> {
  const items: Item[] = [];
  let wanted: Record<string, KeysAndAttributes> = { [tableName]: { Keys: keys, ConsistentRead: true } };
  for (let request = 1; request <= maxRequests; request++) {
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: wanted }));
    items.push(...(answer.Responses?.[tableName] ?? []));
    wanted = answer.UnprocessedKeys ?? {};
    if (Object.keys(wanted).length === 0) return items;
    if (request < maxRequests) await pause(firstPauseMs * 2 ** (request - 1));
  }
  throw new IncompleteReadError(tableName);
}
