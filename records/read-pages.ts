// What a query or a scan finds in all: DynamoDB answers with at most 1 MB at a time.
import type { QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Item } from './camera-table.ts';

type Page = Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>;
type Key = Page['LastEvaluatedKey'];

/** Page after page, until one is the last. Rejects with what `readPage` rejects with. */
export async function readPages(readPage: (ExclusiveStartKey: Key) => Promise<Page>): Promise<Item[]> {
  const items: Item[] = [];
  let startKey: Key;
  do {
    const { Items = [], LastEvaluatedKey } = await readPage(startKey);
    items.push(...Items);
    startKey = LastEvaluatedKey;
  } while (startKey);
  return items;
}
