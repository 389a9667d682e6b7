// The one database request of a viewer URL: the camera and the user's share of it, together and strongly consistent.
import { setTimeout } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { cameraKey, shareKey, type Item } from '../camera-table.ts';

const maxRequests = 4;
const firstPauseMs = 25;

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

export interface CameraAndShare {
  readonly camera: Item | undefined;
  readonly share: Item | undefined;
}

/** @throws IncompleteReadError, or the SDK's error */
export async function readCameraAndShare(
  { client, tableName, pause = setTimeout }: ReadDependencies,
  cameraName: string,
  userId: string,
): Promise<CameraAndShare> {
  const items: Item[] = [];
  const keys = [cameraKey(cameraName), shareKey(cameraName, userId)];
  let wanted: Record<string, KeysAndAttributes> = { [tableName]: { Keys: keys, ConsistentRead: true } };
  for (let request = 1; request <= maxRequests; request++) {
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: wanted }));
    items.push(...(answer.Responses?.[tableName] ?? []));
    wanted = answer.UnprocessedKeys ?? {};
    if (Object.keys(wanted).length === 0)
      return { camera: withSortKey('camera'), share: withSortKey(`share#${userId}`) };
    if (request < maxRequests) await pause(firstPauseMs * 2 ** (request - 1));
  }
  throw new IncompleteReadError(tableName);

  // [BatchGetItem: answers come in any order]
  function withSortKey(sk: string): Item | undefined {
    return items.find((item) => item.sk?.S === sk);
  }
}

export interface ReadDependencies {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
  /** Milliseconds between requests for what was left out. */
  readonly pause?: (ms: number) => Promise<unknown>;
}
