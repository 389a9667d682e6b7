// POST /cameras/{cameraName}/transfer: offers the camera to another user. Nothing changes until they accept.
import { writeTransferOffer } from '../../records/transfer-offer.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { auditChange } from '../shared/audit-change.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { otherUser, refuseOwner } from './other-user.ts';
import { isBeingAccepted } from './is-being-accepted.ts';
import { isoOfSeconds } from './times.ts';

const offerSeconds = 7 * 24 * 60 * 60;

/** Replaces an offer that was made before: a camera has one at most. */
export const offerTransfer =
  (dependencies: ManageCamerasDependencies): OperationHandler<'offerTransfer'> =>
  async ({ userId, camera, body, requestId }) => {
    const { now } = dependencies;
    const { cameraName, epoch } = camera;
    const to = otherUser('body.to', body.to);
    refuseOwner(camera, to);
    const expiresAt = Math.floor(now() / 1000) + offerSeconds;
    const offer = { cameraName, to, from: userId, epoch, expiresAt };
    const offered = await writeTransferOffer(dependencies, offer, now());
    if (!offered) throw isBeingAccepted(camera);
    await auditChange(dependencies, { change: 'transfer-offered', userId, cameraName, to, epoch, requestId });
    return { status: 200, body: { cameraName, to, expiresAt: isoOfSeconds(expiresAt) } };
  };
