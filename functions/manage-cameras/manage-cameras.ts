// The operations on cameras, as a list: one file each, and none of them decides who may.
import type { OperationHandlers } from '../http/answer-operation.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { getCamera } from './get-camera.ts';
import { listCameras } from './list-cameras.ts';

export const manageCameras = (dependencies: ManageCamerasDependencies): OperationHandlers => ({
  listCameras: listCameras(dependencies),
  getCamera: getCamera(),
});
