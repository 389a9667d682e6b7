// GET /cameras/{cameraName}: the authorizer has read all that there is to say.
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { cameraDetailsView } from './camera-views.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { secondsOf } from './times.ts';

export const getCamera =
  ({ now }: Pick<ManageCamerasDependencies, 'now'>): OperationHandler<'getCamera'> =>
  async ({ camera }) => ({ status: 200, body: cameraDetailsView(camera, secondsOf(now())) });
