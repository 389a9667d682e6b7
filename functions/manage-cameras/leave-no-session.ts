// After a camera has changed hands: whoever watches it still does so by what is dead now.
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { errorFields } from '../shared/log.ts';
import { startRotation } from '../../executions/rotation.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

/**
 * Whether the end of all sessions is under way. Never rejects: the change has taken place, and the owner can ask for the end of
 * sessions themselves.
 */
export async function leaveNoSession(
  { rotations, log }: Pick<ManageCamerasDependencies, 'rotations' | 'log'>,
  { cameraName, channelArn }: Pick<AuthorizedCamera, 'cameraName' | 'channelArn'>,
  requestId: string,
): Promise<boolean> {
  try {
    await startRotation(rotations, { cameraName, channelArn });
    return true;
  } catch (error) {
    log.error('sessions not ended', { cameraName, requestId, ...errorFields(error) });
    return false;
  }
}
