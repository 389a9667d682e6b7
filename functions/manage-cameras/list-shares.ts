// GET /cameras/{cameraName}/shares: with whom, and until when.
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { liveShares } from './shares.ts';

export const listShares =
  (dependencies: ManageCamerasDependencies): OperationHandler<'listShares'> =>
  async ({ camera }) => ({ status: 200, body: { shares: await liveShares(dependencies, camera) } });
