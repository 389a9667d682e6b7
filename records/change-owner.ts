// The one write that changes a camera's owner: on the condition that the camera is still what was decided about.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getCameraRecord } from './camera-record.ts';
import { cameraKey, userAttribute, type Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';

export interface OwnerChange {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly epoch: number;
  /** Undefined: nobody's. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly requestId: string;
  /** Seconds since the epoch. */
  readonly at: number;
}

/**
 * False when owner or epoch were different by now, or the camera is being retired. The epoch goes up by one, so that every older share and offer is dead at that moment.
 * The SDK repeats a write whose answer was lost: the record keeps the request that changed it, so that a success isn't taken for a defeat.
 */
export async function changeOwner(
  table: Table,
  { cameraName, serialNumber, epoch, from, to, requestId, at }: OwnerChange,
): Promise<boolean> {
  const isFrom = from === undefined ? 'attribute_not_exists(#owner)' : '#owner = :from';
  const setTo =
    to === undefined ? ' REMOVE #owner, #role, ownedSince' : ', #owner = :to, #role = :role, ownedSince = :at';
  const changed = await tookPlace(
    table.client.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: cameraKey(cameraName),
        ConditionExpression: `serialNumber = :serialNumber AND epoch = :epoch AND NOT #status = :retiring AND ${isFrom}`,
        UpdateExpression: `SET epoch = :next, changedBy = :requestId${setTo}`,
        ExpressionAttributeNames: { '#owner': userAttribute, '#role': 'role', '#status': 'status' },
        ExpressionAttributeValues: {
          ':serialNumber': serialNumber,
          ':epoch': epoch,
          ':next': epoch + 1,
          ':retiring': 'RETIRING',
          ':requestId': requestId,
          ':from': from,
          ':to': to,
          ':role': to === undefined ? undefined : 'OWNER',
          ':at': to === undefined ? undefined : at,
        },
      }),
    ),
  );
  if (changed) return true;
  const record = await getCameraRecord(table, cameraName);
  return record?.changedBy === requestId && record.epoch === epoch + 1;
}
