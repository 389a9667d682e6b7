// What an owner hears whose offer somebody accepts at the same moment.
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { Problem } from '../shared/http/problem.ts';

export const isBeingAccepted = ({ cameraName }: AuthorizedCamera): Problem =>
  new Problem(409, 'transfer-being-accepted', {
    detail: `${cameraName} is being handed over at this moment, or was already. Nothing was changed; look at the camera again.`,
  });
