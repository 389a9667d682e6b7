// DELETE /cameras/{cameraName}/sessions: the camera's channel is made anew, so that nobody stays who came in by an older URL.
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { tooManyRequests } from '../shared/http/problem.ts';
import { startRotation } from '../../executions/rotation.ts';
import { takeToken, type Limit } from '../shared/token-bucket.ts';
import { auditChange } from './audit.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

/** Each costs the camera some seconds of being out of reach. */
export const endSessionsLimit: Limit = { kind: 'end-sessions', capacity: 5, refillSeconds: 300 };

/** Asked for twice, it is done once. 202: in some seconds there are viewer URLs again, and no session but new ones. */
export const endSessions =
  (dependencies: ManageCamerasDependencies): OperationHandler<'endSessions'> =>
  async ({ userId, camera: { cameraName, channelArn, epoch }, requestId }) => {
    const take = await takeToken(dependencies, endSessionsLimit, cameraName);
    if (!take.taken) {
      throw tooManyRequests(take.retryAfterSeconds, `Sessions of ${cameraName} were ended too often.`);
    }
    await startRotation(dependencies.rotations, { cameraName, channelArn });
    await auditChange(dependencies, { change: 'sessions-ended', userId, cameraName, epoch, requestId });
    return { status: 202 };
  };
