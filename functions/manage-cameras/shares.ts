// A camera's shares that are alive, as its owner sees them.
import type { Share } from '../../api/payloads/index.ts';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { readShares } from '../../records/share-record.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { isoOfSeconds } from './times.ts';

/** @param expiresAt seconds since the epoch */
export const shareView = (userId: string, expiresAt: number | undefined): Share => ({
  userId,
  role: 'VIEWER',
  ...(expiresAt !== undefined && { expiresAt: isoOfSeconds(expiresAt) }),
});

/**
 * In the order of the users' addresses. What was given in another epoch, or has ended, is left out.
 * @throws MalformedItemError
 */
export async function liveShares(
  dependencies: ManageCamerasDependencies,
  { cameraName, epoch }: AuthorizedCamera,
): Promise<Share[]> {
  const shares = await readShares(dependencies, cameraName);
  return shares
    .filter((share) => share.epoch === epoch && (share.expiresAt ?? Infinity) * 1000 > dependencies.now())
    .map(({ userId, expiresAt }) => shareView(userId, expiresAt));
}
