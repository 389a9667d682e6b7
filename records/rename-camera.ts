// The name of a camera for people.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CameraRecord } from './camera-record.ts';
import { cameraKey, userAttribute, type Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';

/** False when the camera has another owner or epoch by now. Rejects with the SDK's error. */
export function renameCamera(
  { client, tableName }: Table,
  {
    cameraName,
    owner,
    epoch,
    displayName,
  }: Required<Pick<CameraRecord, 'cameraName' | 'owner' | 'epoch' | 'displayName'>>,
): Promise<boolean> {
  return tookPlace(
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: cameraKey(cameraName),
        ConditionExpression: '#owner = :owner AND epoch = :epoch',
        UpdateExpression: 'SET displayName = :displayName',
        ExpressionAttributeNames: { '#owner': userAttribute },
        ExpressionAttributeValues: { ':owner': owner, ':epoch': epoch, ':displayName': displayName },
      }),
    ),
  );
}
