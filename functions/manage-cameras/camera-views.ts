// What a user gets to see of a camera.
import type { Camera, CameraDetails } from '../../api/payloads/index.ts';
import { isDisplayName } from '../../records/display-name.ts';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { isoOfMilliseconds, isoOfSeconds } from './times.ts';

/** As a line in a list. A name that an older release let in, and that might not say what it seems to say, is left out. */
export function cameraView(camera: AuthorizedCamera): Camera {
  const { cameraName, displayName, role, online, lastSeenAt } = camera;
  const expiresAt = role === 'RECIPIENT' ? camera.transfer?.expiresAt : camera.shareExpiresAt;
  return {
    cameraName,
    ...(isDisplayName(displayName) && { displayName }),
    role,
    online,
    ...(lastSeenAt !== undefined && { lastSeenAt: isoOfMilliseconds(lastSeenAt) }),
    ...(expiresAt !== undefined && { expiresAt: isoOfSeconds(expiresAt) }),
  };
}

/** A guest learns neither whose the camera is nor what stands on its label. @param nowSeconds seconds since the epoch */
export function cameraDetailsView(camera: AuthorizedCamera, nowSeconds: number): CameraDetails {
  const { cameraName, role, serialNumber, owner, ownedSince, transfer, status, registeredAt } = camera;
  const isOwner = role === 'OWNER';
  return {
    ...cameraView(camera),
    ...((isOwner || role === 'ADMIN') && { serialNumber }),
    ...(role !== 'VIEWER' && owner !== undefined && { owner }),
    ...(isOwner && ownedSince !== undefined && { ownedSince: isoOfSeconds(ownedSince) }),
    ...(isOwner &&
      transfer?.expiresAt !== undefined &&
      transfer.expiresAt > nowSeconds && {
        transfer: { cameraName, to: transfer.to, expiresAt: isoOfSeconds(transfer.expiresAt) },
      }),
    status,
    ...(registeredAt !== undefined && { registeredAt: isoOfSeconds(registeredAt) }),
  };
}
