// POST /cameras/{cameraName}/release: the camera is nobody's again, and where codes are taken its owner gets the one that it is claimed with next.
import { takesCodes } from '../../api/claiming.ts';
import { changeOwner } from '../../records/change-owner.ts';
import { hashClaimCode, makeClaimCode } from '../../records/claim-code.ts';
import { forgetFirstOwner, writeClaimCodeOfReleased } from '../../records/manifest-writes.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { Problem, tooManyRequests } from '../shared/http/problem.ts';
import { takeToken, type Limit } from '../shared/token-bucket.ts';
import { auditChange } from '../shared/audit-change.ts';
import { changedHands } from './changed-hands.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { leaveNoSession } from './leave-no-session.ts';
import { secondsOf } from './times.ts';

/** One at a time, longer apart than the function may take: of two at once, one could show the code that the other overwrote. */
const releases: Limit = { kind: 'release', capacity: 1, refillSeconds: 15 };

/**
 * First the code's hash, for the epoch to come, then the record. Between the two the camera has its owner, so that nobody can claim it,
 * and a repeated release makes another code.
 */
export const releaseCamera =
  (dependencies: ManageCamerasDependencies): OperationHandler<'releaseCamera'> =>
  async ({ userId, camera, requestId }) => {
    const { cameraName, serialNumber, epoch } = camera;
    const turn = await takeToken(dependencies, releases, cameraName);
    if (!turn.taken) throw tooManyRequests(turn.retryAfterSeconds, `${cameraName} is being released already.`);

    const claimCode = takesCodes(dependencies.claiming) ? makeClaimCode() : undefined;
    if (claimCode === undefined) await forgetFirstOwner(dependencies, camera);
    else if (!(await writeClaimCodeOfReleased(dependencies, camera, await hashClaimCode(claimCode), epoch + 1))) {
      throw new Problem(409, 'not-in-the-manifest', {
        detail: `${cameraName} can't be released: without an entry in the maker's manifest nobody could claim it again. Ask the maker.`,
      });
    }
    const change = {
      cameraName,
      serialNumber,
      epoch,
      from: userId,
      to: undefined,
      requestId,
      at: secondsOf(dependencies.now()),
    };
    if (!(await changeOwner(dependencies, change))) throw changedHands(camera);
    await auditChange(dependencies, { change: 'released', userId, cameraName, epoch: epoch + 1, requestId });
    await leaveNoSession(dependencies, camera, requestId);
    return { status: 200, body: { cameraName, serialNumber, ...(claimCode !== undefined && { claimCode }) } };
  };
