// DELETE /cameras/{cameraName}/transfer: the owner takes the offer back.
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { transferKey } from '../../records/camera-table.ts';
import { tookPlace } from '../shared/conditional-write.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { auditChange } from './audit.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { isBeingAccepted, notBeingAccepted } from './transfer-offer.ts';

/** An offer that isn't there is as good as one that was taken back. */
export const cancelTransfer =
  (dependencies: ManageCamerasDependencies): OperationHandler<'cancelTransfer'> =>
  async ({ userId, camera, requestId }) => {
    const { client, tableName, now } = dependencies;
    const { cameraName, epoch } = camera;
    const condition = notBeingAccepted(epoch, now());
    const cancelled = await tookPlace(
      client.send(new DeleteItemCommand({ TableName: tableName, Key: transferKey(cameraName), ...condition })),
    );
    if (!cancelled) throw isBeingAccepted(camera);
    await auditChange(dependencies, { change: 'transfer-cancelled', userId, cameraName, epoch, requestId });
    return { status: 204 };
  };
