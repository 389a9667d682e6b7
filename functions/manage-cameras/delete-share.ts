// DELETE /cameras/{cameraName}/shares/{email}: dead on the viewer's next request.
import { removeShare } from '../../records/share-record.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { startRotation } from '../../executions/rotation.ts';
import { auditChange } from '../shared/audit-change.ts';
import { changedHands } from './changed-hands.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { takeTurnToEndSessions } from './end-sessions.ts';
import { otherUser } from './other-user.ts';

/** A share that isn't there is as good as one that was revoked. One of a later epoch is the new owner's. */
export const deleteShare =
  (dependencies: ManageCamerasDependencies): OperationHandler<'deleteShare'> =>
  async ({ userId, camera, path, query, requestId }) => {
    const { cameraName, epoch } = camera;
    const viewer = otherUser('path.email', path.email);
    const endsSessions = query.endSessions === 'true';
    if (endsSessions) await takeTurnToEndSessions(dependencies, camera, userId);
    const deleted = await removeShare(dependencies, { cameraName, userId: viewer, epoch });
    if (!deleted) throw changedHands(camera);
    await auditChange(dependencies, { change: 'share-revoked', userId, cameraName, to: viewer, epoch, requestId });
    if (endsSessions) await startRotation(dependencies.rotations, camera);
    return { status: 204 };
  };
