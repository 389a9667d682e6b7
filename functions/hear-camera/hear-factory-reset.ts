// The camera was reset: it is nobody's, every share and offer is dead, and all sessions end. Once per reset, however often it is told.
import { takesCodes } from '../../api/claiming.ts';
import { startRotation } from '../../executions/rotation.ts';
import { forgetFirstOwner, renewClaimCode } from '../../records/manifest-writes.ts';
import { resetOwner } from '../../records/reset-owner.ts';
import { auditChange } from '../shared/audit-change.ts';
import { CameraChangedMeanwhileError, type Hear } from './heard.ts';

/**
 * First what ends sessions and what the next owner needs, then the one write. Wherever the work breaks off, the camera has its owner,
 * and doing it again works. A reset from before the present owner had the camera, or from before it registered, is not theirs: messages come
 * in any order, and out of dead letters days later.
 */
export const hearFactoryReset: Hear<'factory-reset'> = async ({ camera, message, receivedAt }, dependencies) => {
  const { cameraName, epoch, owner, ownedSince = 0, registeredAt = 0 } = camera;
  const requestId = `reset-${message.requestId}`;
  const at = Math.floor(receivedAt / 1000);
  if (camera.resetRequest === requestId) return 'known-already';
  if (at < registeredAt) return 'of-a-life-before';
  if (owner !== undefined && at < ownedSince) return 'of-an-owner-before';

  if (owner !== undefined) {
    await startRotation(dependencies.rotations, camera);
    await forgetFirstOwner(dependencies, camera);
    if (takesCodes(dependencies.claiming)) await renewClaimCode(dependencies, camera, epoch + 1);
  }
  if (!(await resetOwner(dependencies, camera, requestId, at))) throw new CameraChangedMeanwhileError(cameraName);
  if (owner !== undefined) {
    await auditChange(dependencies, { change: 'reset', cameraName, from: owner, epoch: epoch + 1, requestId });
  }
  return 'reset';
};
