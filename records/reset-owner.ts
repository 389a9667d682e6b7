// The one write of a factory reset: the camera is nobody's, and may be set up.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CameraRecord } from './camera-record.ts';
import { cameraKey, userAttribute, type Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';
import { setupSeconds } from './setup-window.ts';

/**
 * False when owner, epoch or certificate are different by now, or the camera is being retired. With an owner the epoch goes up by one, so that every share and offer is
 * dead; without one nothing is left that could die, and a code that the last owner handed on stays good.
 * @param at when the camera said it, in seconds since the epoch
 */
export function resetOwner(
  { client, tableName }: Table,
  { cameraName, certificateId, epoch, owner }: CameraRecord,
  requestId: string,
  at: number,
): Promise<boolean> {
  return tookPlace(
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: cameraKey(cameraName),
        ConditionExpression: `certificateId = :certificateId AND epoch = :epoch AND NOT #status = :retiring AND ${owner === undefined ? 'attribute_not_exists(#owner)' : '#owner = :owner'}`,
        UpdateExpression:
          'SET epoch = :next, resetRequest = :requestId, changedBy = :requestId, setupUntil = :until' +
          ` REMOVE #owner, #role, ownedSince${owner === undefined ? '' : ', displayName'}`,
        ExpressionAttributeNames: { '#owner': userAttribute, '#role': 'role', '#status': 'status' },
        ExpressionAttributeValues: {
          ':certificateId': certificateId,
          ':epoch': epoch,
          ':next': owner === undefined ? epoch : epoch + 1,
          ':requestId': requestId,
          ':until': at + setupSeconds,
          ':owner': owner,
          ':retiring': 'RETIRING',
        },
      }),
    ),
  );
}
