// GET /cameras/{cameraName}: the authorizer has read all that there is to say.
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { cameraDetailsView } from './camera-views.ts';

export const getCamera =
  (): OperationHandler<'getCamera'> =>
  async ({ camera }) => ({ status: 200, body: cameraDetailsView(camera) });
