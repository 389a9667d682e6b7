// The operations on cameras, as a list: one file each, and none of them decides who may.
import type { HandlersOf } from '../shared/http/operation-handler.ts';
import { acceptTransfer } from './accept-transfer.ts';
import { cancelTransfer } from './cancel-transfer.ts';
import { claimCamera } from './claim-camera.ts';
import { createPairing } from './create-pairing.ts';
import { declineTransfer } from './decline-transfer.ts';
import { deleteShare } from './delete-share.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { endSessions } from './end-sessions.ts';
import { getCamera } from './get-camera.ts';
import { getOpenApi } from './get-open-api.ts';
import { leaveShare } from './leave-share.ts';
import { limitRequests } from './limit-requests.ts';
import { listCameras } from './list-cameras.ts';
import { listShares } from './list-shares.ts';
import { offerTransfer } from './offer-transfer.ts';
import { putShare } from './put-share.ts';
import { releaseCamera } from './release-camera.ts';
import { updateCamera } from './update-camera.ts';

export const manageCameras = (dependencies: ManageCamerasDependencies): HandlersOf<'manage-cameras'> =>
  limitRequests(dependencies, {
    listCameras: listCameras(dependencies),
    getCamera: getCamera(dependencies),
    getOpenApi: getOpenApi(),
    createPairing: createPairing(dependencies),
    claimCamera: claimCamera(dependencies),
    updateCamera: updateCamera(dependencies),
    putShare: putShare(dependencies),
    listShares: listShares(dependencies),
    deleteShare: deleteShare(dependencies),
    leaveShare: leaveShare(dependencies),
    offerTransfer: offerTransfer(dependencies),
    acceptTransfer: acceptTransfer(dependencies),
    declineTransfer: declineTransfer(dependencies),
    cancelTransfer: cancelTransfer(dependencies),
    releaseCamera: releaseCamera(dependencies),
    endSessions: endSessions(dependencies),
  });
