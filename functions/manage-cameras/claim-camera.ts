// POST /cameras/claim: whoever has the code on the label becomes the owner of a camera that is nobody's.
import { takesCodes } from '../../api/claiming.ts';
import { authorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { cameraAndUser } from '../shared/camera-access/camera-items.ts';
import { readCameraItems } from '../shared/camera-access/read-camera-items.ts';
import { changeOwner } from '../../records/change-owner.ts';
import { matchesClaimCode } from '../../records/claim-code.ts';
import { claimCodeOf, getManifestEntry, isGoodFor } from '../../records/manifest-entry.ts';
import { bindClaimCode } from '../../records/manifest-writes.ts';
import { isSetupOpen } from '../../records/setup-window.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { Problem, tooManyRequests } from '../shared/http/problem.ts';
import { lookForToken, takeToken, type Limit } from '../shared/token-bucket.ts';
import { auditChange } from '../shared/audit-change.ts';
import { cameraDetailsView } from './camera-views.ts';
import { ClaimTries } from './claim-tries.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { secondsOf } from './times.ts';

/** Tries in vain of one user, for whichever cameras. */
const vainTries: Limit = { kind: 'wrong-claim', capacity: 10, refillSeconds: 60 };

/**
 * A wrong code, an unknown serial number, and a camera without a code are one answer, which takes the same requests and the same hash.
 * Only who has the right code learns more.
 */
export const claimCamera =
  (dependencies: ManageCamerasDependencies): OperationHandler<'claimCamera'> =>
  async ({ userId, body, requestId }) => {
    const { serialNumber, claimCode } = body;
    if (!takesCodes(dependencies.claiming)) throw noCodesHere();
    const tries = new ClaimTries(dependencies, serialNumber, userId);
    const countTry = () => Promise.all([tries.countTry(), takeToken(dependencies, vainTries, userId)]);
    const refused = (reason: string, camera: { cameraName?: string } = {}): void =>
      dependencies.log.info('claim refused', { decision: 'deny', reason, userId, ...camera, requestId });

    const [locked, slowed] = await Promise.all([
      tries.lockedForSeconds(),
      lookForToken(dependencies, vainTries, userId),
    ]);
    if (locked !== undefined || !slowed.taken) {
      refused('too-many-tries');
      const seconds = Math.max(locked ?? 1, slowed.taken ? 1 : slowed.retryAfterSeconds);
      throw tooManyRequests(seconds, 'You tried too often in vain. Wait, then read the code on the label once more.');
    }

    const entry = await getManifestEntry(dependencies, serialNumber);
    const kept = entry && claimCodeOf(entry);
    const known =
      (await matchesClaimCode(claimCode, kept)) && entry
        ? cameraAndUser((await readCameraItems(dependencies, [entry.cameraName], userId))[0]!)
        : undefined;
    const camera = known?.camera;

    if (known && camera?.serialNumber !== serialNumber) {
      // Or the code on a photographed label could be tried until the camera is live.
      refused('not-registered', entry && { cameraName: entry.cameraName });
      await countTry();
      throw notRegistered();
    }
    if (camera?.owner !== undefined) {
      refused('claimed-already', { cameraName: camera.cameraName });
      await countTry();
      throw claimedAlready();
    }
    // A code is good for one epoch of its camera.
    if (!camera || !kept || !isGoodFor(kept, camera)) {
      refused('wrong-code', entry && { cameraName: entry.cameraName });
      await countTry();
      throw new Problem(403, 'claim-refused', {
        detail: "Serial number and claim code don't belong together. Both are on the label of the camera.",
      });
    }

    if (!isSetupOpen(camera, secondsOf(dependencies.now()))) {
      refused('not-ready-for-setup', { cameraName: camera.cameraName });
      await countTry();
      throw notReadyForSetup();
    }

    const { cameraName, epoch } = camera;
    const change = {
      cameraName,
      serialNumber,
      epoch,
      from: undefined,
      to: userId,
      requestId,
      at: secondsOf(dependencies.now()),
    };
    if (!(await bindClaimCode(dependencies, { serialNumber, cameraName }, kept, epoch))) throw claimedAlready();
    if (!(await changeOwner(dependencies, change))) throw claimedAlready();
    await auditChange(dependencies, { change: 'claimed', userId, cameraName, epoch: epoch + 1, requestId });
    const claimed = { ...known, camera: { ...camera, owner: userId, role: 'OWNER', ownedSince: change.at } };
    return { status: 200, body: cameraDetailsView(authorizedCamera(claimed, 'OWNER'), change.at) };
  };

const notRegistered = (): Problem =>
  new Problem(409, 'camera-not-registered', {
    detail: 'The camera has not registered yet. Switch it on, connect it to the internet, and claim it in a minute.',
  });

const notReadyForSetup = (): Problem =>
  new Problem(409, 'camera-not-ready-for-setup', {
    detail: 'The camera is not ready to be set up. Press its button, and claim it within ten minutes.',
  });

const noCodesHere = (): Problem =>
  new Problem(409, 'no-codes-here', { detail: 'Cameras are paired here: codes are not taken.' });

const claimedAlready = (): Problem =>
  new Problem(409, 'camera-claimed-already', {
    detail: 'The camera has an owner already. They can share it, hand it over, or release it.',
  });
