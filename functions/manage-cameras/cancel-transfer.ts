// DELETE /cameras/{cameraName}/transfer: the owner takes the offer back.
import { removeTransferOffer } from '../../records/transfer-offer.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { auditChange } from '../shared/audit-change.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { isBeingAccepted } from './is-being-accepted.ts';

/** An offer that isn't there is as good as one that was taken back. */
export const cancelTransfer =
  (dependencies: ManageCamerasDependencies): OperationHandler<'cancelTransfer'> =>
  async ({ userId, camera, requestId }) => {
    const { cameraName, epoch } = camera;
    const cancelled = await removeTransferOffer(dependencies, { cameraName, epoch }, dependencies.now());
    if (!cancelled) throw isBeingAccepted(camera);
    await auditChange(dependencies, { change: 'transfer-cancelled', userId, cameraName, epoch, requestId });
    return { status: 204 };
  };
