// GET /cameras/{cameraName}/shares: with whom, and until when.
import type { ShareList } from '../../events/index.ts';
import type { OperationHandler } from '../shared/http/answer-operation.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { liveShares } from './shares.ts';

export const listShares = (dependencies: ManageCamerasDependencies): OperationHandler => ({
  async handle({ camera }) {
    const body: ShareList = { shares: await liveShares(dependencies, camera) };
    return { status: 200, body };
  },
});
