// One item as it is at this moment.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, ItemKey, Table } from './camera-table.ts';

/** Strongly consistent. Rejects with the SDK's error. */
export async function getItem({ client, tableName }: Table, key: ItemKey): Promise<Item | undefined> {
  return (await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }))).Item;
}
