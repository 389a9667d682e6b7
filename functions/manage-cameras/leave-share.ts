// DELETE /cameras/{cameraName}/share: a guest gives their own share up.
import { removeShare } from '../../records/share-record.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { auditChange } from '../shared/audit-change.ts';
import { changedHands } from './changed-hands.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

export const leaveShare =
  (dependencies: ManageCamerasDependencies): OperationHandler<'leaveShare'> =>
  async ({ userId, camera, requestId }) => {
    const { cameraName, epoch } = camera;
    if (!(await removeShare(dependencies, { cameraName, userId, epoch }))) throw changedHands(camera);
    await auditChange(dependencies, { change: 'share-left', userId, cameraName, epoch, requestId });
    return { status: 204 };
  };
