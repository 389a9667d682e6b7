// PATCH /cameras/{cameraName}: the name for people.
import { renameCamera } from '../../records/rename-camera.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { cameraDetailsView } from './camera-views.ts';
import { changedHands } from './changed-hands.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { secondsOf } from './times.ts';

export const updateCamera =
  (dependencies: ManageCamerasDependencies): OperationHandler<'updateCamera'> =>
  async ({ userId, camera, body: { displayName } }) => {
    const { cameraName, epoch } = camera;
    const changed = await renameCamera(dependencies, { cameraName, owner: userId, epoch, displayName });
    if (!changed) throw changedHands(camera);
    return { status: 200, body: cameraDetailsView({ ...camera, displayName }, secondsOf(dependencies.now())) };
  };
