// A camera whose place another one takes can be looked at, and must wait for everything else.
import type { AuthorizedCamera } from '../camera-access/authorized-camera.ts';
import { isBeingReplaced } from '../camera-access/camera-status.ts';
import { unavailable } from './problem.ts';

// A retirement and a registration.
const replacementTakesSeconds = 30;

/** @throws Problem 503 */
export function refuseWhileReplaced({ cameraName, status }: Pick<AuthorizedCamera, 'cameraName' | 'status'>): void {
  if (!isBeingReplaced(status)) return;
  throw unavailable(
    replacementTakesSeconds,
    'camera-being-replaced',
    `Another camera is taking the place of ${cameraName}. Nothing was changed; ask again when it has registered.`,
  );
}
