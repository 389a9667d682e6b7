// The user that an owner names: in the path or the body, and in one spelling.
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { invalidRequest, Problem } from '../shared/http/problem.ts';
import { normaliseUserId } from '../../records/user-id.ts';

/** @throws Problem 400 that names the field when the text is no address */
export function otherUser(field: string, email: string): string {
  const userId = normaliseUserId(email);
  if (userId === undefined) throw invalidRequest([{ field, rule: 'must be one e-mail address, in ASCII' }]);
  return userId;
}

/** @throws Problem 409 */
export function refuseOwner(camera: AuthorizedCamera, userId: string): void {
  if (camera.owner !== userId) return;
  throw new Problem(409, 'is-the-owner', {
    detail: `You own ${camera.cameraName} yourself. Name another user.`,
  });
}
