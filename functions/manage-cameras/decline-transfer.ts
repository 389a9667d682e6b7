// POST /cameras/{cameraName}/transfer/decline: whoever is offered the camera doesn't want it.
import { declineTransferOffer } from '../../records/transfer-offer.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { auditChange } from '../shared/audit-change.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { isBeingAccepted } from './is-being-accepted.ts';

export const declineTransfer =
  (dependencies: ManageCamerasDependencies): OperationHandler<'declineTransfer'> =>
  async ({ userId, camera, requestId }) => {
    const { cameraName, epoch } = camera;
    const declined = await declineTransferOffer(dependencies, { cameraName, to: userId, epoch }, dependencies.now());
    if (!declined) throw isBeingAccepted(camera);
    await auditChange(dependencies, { change: 'transfer-declined', userId, cameraName, epoch, requestId });
    return { status: 204 };
  };
