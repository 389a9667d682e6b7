// POST /cameras/{cameraName}/transfer/accept: the recipient becomes the owner, and everything that the old one gave is dead at that moment.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { manifestKey, transferKey } from '../../records/camera-table.ts';
import { tookPlace } from '../shared/conditional-write.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { Problem } from '../shared/http/problem.ts';
import { auditChange } from './audit.ts';
import { cameraDetailsView } from './camera-views.ts';
import { changeOwner } from './change-owner.ts';
import { changedHands } from './changed-hands.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

/** The offer is marked first, the record changes last. Between the two the camera has its old owner, and accepting may be repeated. */
export const acceptTransfer =
  (dependencies: ManageCamerasDependencies): OperationHandler<'acceptTransfer'> =>
  async ({ userId, camera, requestId }) => {
    const { cameraName, serialNumber, epoch, owner } = camera;
    if (owner === undefined) throw changedHands(camera);
    if (!(await markOffer(dependencies, camera, userId))) {
      throw new Problem(409, 'no-such-transfer', { detail: `${cameraName} is not offered to you any more.` });
    }
    await forgetFirstOwner(dependencies, camera);
    const change = { cameraName, serialNumber, epoch, from: owner, to: userId, requestId };
    if (!(await changeOwner(dependencies, change))) throw changedHands(camera);
    await auditChange(dependencies, {
      change: 'transfer-accepted',
      userId,
      cameraName,
      from: owner,
      epoch: epoch + 1,
      requestId,
    });
    const { transferExpiresAt: _, ...accepted } = camera;
    return { status: 200, body: cameraDetailsView({ ...accepted, role: 'OWNER', owner: userId }) };
  };

function markOffer(
  { client, tableName, now }: ManageCamerasDependencies,
  { cameraName, epoch }: AuthorizedCamera,
  userId: string,
): Promise<boolean> {
  return tookPlace(
    client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: transferKey(cameraName),
        ConditionExpression: 'userId = :userId AND epoch = :epoch AND expiresAt > :seconds',
        UpdateExpression: 'SET acceptedAt = :now',
        ExpressionAttributeValues: {
          ':userId': { S: userId },
          ':epoch': { N: String(epoch) },
          ':seconds': { N: String(now() / 1000) },
          ':now': { N: String(now()) },
        },
      }),
    ),
  );
}

/** The maker's word on the first owner must not bring them back when the camera registers anew. */
async function forgetFirstOwner(
  { client, tableName }: ManageCamerasDependencies,
  { cameraName, serialNumber }: AuthorizedCamera,
): Promise<void> {
  await tookPlace(
    client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: manifestKey(serialNumber),
        ConditionExpression: 'cameraName = :cameraName',
        UpdateExpression: 'REMOVE ownerId',
        ExpressionAttributeValues: { ':cameraName': { S: cameraName } },
      }),
    ),
  );
}
