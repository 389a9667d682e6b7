// The one write that changes a camera's owner: on the condition that the camera is still what was decided about.
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { cameraKey, number, optionalText } from '../../records/camera-table.ts';
import { tookPlace } from '../shared/conditional-write.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

export interface OwnerChange {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly epoch: number;
  /** Undefined: nobody's. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly requestId: string;
}

/**
 * False when owner or epoch were different by now. The epoch goes up by one, so that every older share and offer is dead at that moment.
 * The SDK repeats a write whose answer was lost: the record keeps the request that changed it, so that a success isn't taken for a defeat.
 */
export async function changeOwner(
  { client, tableName }: ManageCamerasDependencies,
  { cameraName, serialNumber, epoch, from, to, requestId }: OwnerChange,
): Promise<boolean> {
  const Key = cameraKey(cameraName);
  const changed = await tookPlace(
    client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key,
        ConditionExpression: `serialNumber = :serialNumber AND epoch = :epoch AND ${from === undefined ? 'attribute_not_exists(userId)' : 'userId = :from'}`,
        UpdateExpression: `SET epoch = :next, changedBy = :requestId${to === undefined ? ' REMOVE userId, #role' : ', userId = :to, #role = :owner'}`,
        ExpressionAttributeNames: { '#role': 'role' },
        ExpressionAttributeValues: {
          ':serialNumber': { S: serialNumber },
          ':epoch': { N: String(epoch) },
          ':next': { N: String(epoch + 1) },
          ':requestId': { S: requestId },
          ...(from !== undefined && { ':from': { S: from } }),
          ...(to !== undefined && { ':to': { S: to }, ':owner': { S: 'OWNER' } }),
        },
      }),
    ),
  );
  if (changed) return true;
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
  return Item !== undefined && optionalText(Item, 'changedBy') === requestId && number(Item, 'epoch') === epoch + 1;
}
