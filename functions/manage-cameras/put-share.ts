// PUT /cameras/{cameraName}/shares/{email}: another user may view, as long as the camera's epoch is the one that the authorizer read.
import { writeShare } from '../../records/share-record.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { invalidRequest, Problem } from '../shared/http/problem.ts';
import { auditChange } from '../shared/audit-change.ts';
import { changedHands } from './changed-hands.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { otherUser, refuseOwner } from './other-user.ts';
import { liveShares, shareView } from './shares.ts';

/** About this many: two requests at once may both find room for the last. */
export const mostShares = 100;

/**
 * The share carries the epoch, so that a change of owner in between leaves it dead. Nor does it replace one of a later epoch:
 * the new owner's shares are not the old one's to touch.
 */
export const putShare =
  (dependencies: ManageCamerasDependencies): OperationHandler<'putShare'> =>
  async ({ userId, camera, path, body, requestId }) => {
    const { cameraName, epoch } = camera;
    const viewer = otherUser('path.email', path.email);
    const expiresAt = readExpiry(body.expiresAt, dependencies.now());
    refuseOwner(camera, viewer);

    const others = (await liveShares(dependencies, camera)).filter((share) => share.userId !== viewer);
    if (others.length >= mostShares) {
      throw new Problem(409, 'too-many-shares', {
        detail: `${cameraName} is shared with ${others.length} users, and ${mostShares} is the most. Revoke a share first.`,
      });
    }
    const written = await writeShare(dependencies, { cameraName, userId: viewer, epoch, expiresAt });
    if (!written) throw changedHands(camera);
    await auditChange(dependencies, { change: 'shared', userId, cameraName, to: viewer, epoch, requestId });
    return { status: 200, body: shareView(viewer, expiresAt) };
  };

/** Whole seconds since the epoch, as DynamoDB's time to live wants them: the share ends within the second before. */
function readExpiry(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = Date.parse(text);
  // A 30th of February parses, as some day in March.
  const exists = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text.slice(0, 19));
  const seconds = Math.floor(milliseconds / 1000);
  if (!exists) throw invalidRequest([{ field: 'body.expiresAt', rule: 'must be a moment that the calendar has' }]);
  if (seconds * 1000 <= now) throw invalidRequest([{ field: 'body.expiresAt', rule: 'must lie in the future' }]);
  return seconds;
}
