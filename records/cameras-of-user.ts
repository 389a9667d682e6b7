// Which cameras a user may be something to, by the index: as owner, as viewer, or as who is offered one.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { camerasByUser, userAttribute, type ItemKey, type Table } from './camera-table.ts';
import { readStrictly, text } from './item-shape.ts';

export interface CamerasOfUser {
  /** In their order, each once. */
  readonly cameraNames: readonly string[];
  /** Where the next page begins; absent: this is the last. */
  readonly next?: ItemKey;
}

/**
 * The index is behind the table by moments, and has shares that are dead: the table itself says which of these cameras it really is.
 * @param limit how many items to look at; a camera may have several of the same user
 * @throws MalformedItemError, or the SDK's error
 */
export async function readCamerasOfUser(
  { client, tableName }: Table,
  userId: string,
  { limit, from }: { readonly limit: number; readonly from?: ItemKey | undefined },
): Promise<CamerasOfUser> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: camerasByUser,
      KeyConditionExpression: '#user = :user',
      ExpressionAttributeNames: { '#user': userAttribute },
      ExpressionAttributeValues: { ':user': userId },
      Limit: limit,
      ExclusiveStartKey: from && { [userAttribute]: userId, pk: from.pk, sk: from.sk },
    }),
  );
  const names = Items.map((item) => readStrictly({ cameraName: text }, item).cameraName);
  const next = LastEvaluatedKey && readStrictly({ pk: text, sk: text }, LastEvaluatedKey);
  return { cameraNames: [...new Set(names)], ...(next && { next }) };
}
