// DELETE /cameras/{cameraName}/sessions: the camera's channel is made anew, so that nobody stays who came in by an older URL.
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { tooManyRequests } from '../shared/http/problem.ts';
import { startRotation } from '../../executions/rotation.ts';
import { takeToken, type Limit } from '../shared/token-bucket.ts';
import { auditChange } from '../shared/audit-change.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

/** Each costs the camera some seconds of being out of reach. */
export const endSessionsLimit: Limit = { kind: 'end-sessions', capacity: 5, refillSeconds: 300 };

/** Asked for twice, it is done once. 202: in some seconds there are viewer URLs again, and no session but new ones. */
export const endSessions =
  (dependencies: ManageCamerasDependencies): OperationHandler<'endSessions'> =>
  async ({ userId, camera, requestId }) => {
    await takeTurnToEndSessions(dependencies, camera, userId);
    await startRotation(dependencies.rotations, camera);
    const { cameraName, epoch } = camera;
    await auditChange(dependencies, { change: 'sessions-ended', userId, cameraName, epoch, requestId });
    return { status: 202 };
  };

/** @throws Problem 429 */
export async function takeTurnToEndSessions(
  dependencies: ManageCamerasDependencies,
  { cameraName }: Pick<AuthorizedCamera, 'cameraName'>,
  userId: string,
): Promise<void> {
  const take = await takeToken(dependencies, endSessionsLimit, `${cameraName}#${userId}`);
  if (!take.taken) throw tooManyRequests(take.retryAfterSeconds, `Sessions of ${cameraName} were ended too often.`);
}
