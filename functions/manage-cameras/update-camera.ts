// PATCH /cameras/{cameraName}: the name for people.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { cameraKey } from '../../records/camera-table.ts';
import { tookPlace } from '../shared/conditional-write.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { cameraDetailsView } from './camera-views.ts';
import { changedHands } from './changed-hands.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

export const updateCamera =
  ({ client, tableName }: ManageCamerasDependencies): OperationHandler<'updateCamera'> =>
  async ({ userId, camera, body: { displayName } }) => {
    const changed = await tookPlace(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: cameraKey(camera.cameraName),
          ConditionExpression: 'userId = :userId AND epoch = :epoch',
          UpdateExpression: 'SET displayName = :displayName',
          ExpressionAttributeValues: {
            ':userId': { S: userId },
            ':epoch': { N: String(camera.epoch) },
            ':displayName': { S: displayName },
          },
        }),
      ),
    );
    if (!changed) throw changedHands(camera);
    return { status: 200, body: cameraDetailsView({ ...camera, displayName }) };
  };
