// POST /cameras/{cameraName}/transfer: offers the camera to another user. Nothing changes until they accept.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { transferKey } from '../../records/camera-table.ts';
import { tookPlace } from '../shared/conditional-write.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { auditChange } from './audit.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { otherUser, refuseOwner } from './other-user.ts';
import { isBeingAccepted, notBeingAccepted } from './transfer-offer.ts';
import { isoOfSeconds } from './times.ts';

const offerSeconds = 7 * 24 * 60 * 60;

/** Replaces an offer that was made before: a camera has one at most. */
export const offerTransfer =
  (dependencies: ManageCamerasDependencies): OperationHandler<'offerTransfer'> =>
  async ({ userId, camera, body, requestId }) => {
    const { client, tableName, now } = dependencies;
    const { cameraName, epoch } = camera;
    const to = otherUser('body.to', body.to);
    refuseOwner(camera, to);
    const expiresAt = Math.floor(now() / 1000) + offerSeconds;
    const condition = notBeingAccepted(epoch, now());
    const offered = await tookPlace(
      client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            ...transferKey(cameraName),
            cameraName: { S: cameraName },
            userId: { S: to },
            fromUserId: { S: userId },
            epoch: { N: String(epoch) },
            expiresAt: { N: String(expiresAt) },
          },
          ...condition,
        }),
      ),
    );
    if (!offered) throw isBeingAccepted(camera);
    await auditChange(dependencies, { change: 'transfer-offered', userId, cameraName, to, epoch, requestId });
    return { status: 200, body: { cameraName, to, expiresAt: isoOfSeconds(expiresAt) } };
  };
