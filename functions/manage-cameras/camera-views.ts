// What a user gets to see of a camera.
import type { Camera, CameraDetails } from '../../api/payloads/index.ts';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { isoOfMilliseconds, isoOfSeconds } from './times.ts';

/** As a line in a list. */
export function cameraView(camera: AuthorizedCamera): Camera {
  const { cameraName, displayName, role, online, lastSeenAt } = camera;
  const expiresAt = role === 'RECIPIENT' ? camera.transferExpiresAt : camera.shareExpiresAt;
  return {
    cameraName,
    ...(displayName !== undefined && { displayName }),
    role,
    online,
    ...(lastSeenAt !== undefined && { lastSeenAt: isoOfMilliseconds(lastSeenAt) }),
    ...(expiresAt !== undefined && { expiresAt: isoOfSeconds(expiresAt) }),
  };
}

export function cameraDetailsView(camera: AuthorizedCamera): CameraDetails {
  const { serialNumber, owner, status, registeredAt } = camera;
  return {
    ...cameraView(camera),
    serialNumber,
    ...(owner !== undefined && { owner }),
    status,
    ...(registeredAt !== undefined && { registeredAt: isoOfSeconds(registeredAt) }),
  };
}
