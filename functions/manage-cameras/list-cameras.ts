// GET /cameras: the index says which cameras might be meant, and the table itself says which of them are.
import { operations } from '../../api/operations.ts';
import type { CameraList } from '../../api/payloads/index.ts';
import { patternWords } from '../../events/pattern-words.ts';
import { authorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { cameraAndUser } from '../shared/camera-access/camera-items.ts';
import { readCameraItems } from '../shared/camera-access/read-camera-items.ts';
import { standingOf } from '../shared/camera-access/standing.ts';
import { readCamerasOfUser } from '../../records/cameras-of-user.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { invalidRequest } from '../shared/http/problem.ts';
import { cameraView } from './camera-views.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { readPageToken, writePageToken } from './page-token.ts';

const usualLimit = 50;

/**
 * In the order of the cameras' names. The index is behind the table by moments and holds shares that are dead, so every camera on the
 * page is read again, strongly consistent; a page may therefore be shorter than asked for, or empty, and have a next one.
 */
export const listCameras =
  (dependencies: ManageCamerasDependencies): OperationHandler<'listCameras'> =>
  async ({ userId, query }) => {
    const from = query.nextToken === undefined ? undefined : readPageToken(query.nextToken, userId);
    if (from === null) {
      throw invalidRequest([
        { field: 'query.nextToken', rule: patternWords[operations.listCameras.query.nextToken.pattern] },
      ]);
    }
    const limit = Number(query.limit ?? usualLimit);
    const { cameraNames, next } = await readCamerasOfUser(dependencies, userId, { limit, from });
    const cameras = await readCameraItems(dependencies, cameraNames, userId, { transfer: true });
    const body: CameraList = {
      cameras: cameras.flatMap((items) => {
        const known = cameraAndUser(items);
        // An admin's list is that of any user: the fleet is listed elsewhere.
        const { roles } = standingOf(known, { userId, isAdmin: false }, dependencies.now() / 1000);
        return roles[0] === undefined ? [] : [cameraView(authorizedCamera(known, roles[0]))];
      }),
      ...(next && { nextToken: writePageToken(next, userId) }),
    };
    return { status: 200, body };
  };
