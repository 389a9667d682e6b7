// What the console lets an admin do to a camera: what the commands below `lensgate camera` do.
import type { CameraActions } from '../../console/server/cameras/camera-actions.ts';
import { RefusedError } from '../failures.ts';
import type { Target } from '../target.ts';
import { endSessionsOf } from './end-sessions-command.ts';
import { makeNewClaimCode, setOwner } from './owner.ts';
import { registeredCamera } from './registered-camera.ts';
import { askToRenew } from './renew-command.ts';
import { openRetirements } from './retirements.ts';

export const cameraActionsFor = (target: Target): CameraActions => ({
  async retire(cameraName, wishes) {
    const retire = await openRetirements(target, wishes);
    const { outcome, message } = await retire(cameraName);
    if (outcome === 'failed') throw new RefusedError(message ?? `Camera ${cameraName} is not retired.`);
  },
  setOwner: async (cameraName, { to, reason }) =>
    setOwner(target, await registeredCamera(target, cameraName), { to, reason }),
  endSessions: async (cameraName, { reason }) => void (await endSessionsOf(target, cameraName, reason)),
  makeClaimCode: async (cameraName) => (await makeNewClaimCode(target, cameraName)).claimCode,
  renew: async (cameraName) => void (await askToRenew(target, cameraName)),
});
