// What an owner hears who stopped being it between the authorizer's look at the camera and the write.
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { Problem } from '../shared/http/problem.ts';

export const changedHands = ({ cameraName }: AuthorizedCamera): Problem =>
  new Problem(409, 'camera-changed-hands', {
    detail: `${cameraName} changed hands while the request was under way, and nothing was changed.`,
  });
