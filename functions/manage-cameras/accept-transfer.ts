// POST /cameras/{cameraName}/transfer/accept: the recipient becomes the owner, and everything that the old one gave is dead at that moment.
import { changeOwner } from '../../records/change-owner.ts';
import { forgetFirstOwner } from '../../records/manifest-writes.ts';
import { markTransferAccepted } from '../../records/transfer-offer.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { Problem } from '../shared/http/problem.ts';
import { auditChange } from '../shared/audit-change.ts';
import { cameraDetailsView } from './camera-views.ts';
import { changedHands } from './changed-hands.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { leaveNoSession } from './leave-no-session.ts';
import { secondsOf } from './times.ts';

/** The offer is marked first, the record changes last. Between the two the camera has its old owner, and accepting may be repeated. */
export const acceptTransfer =
  (dependencies: ManageCamerasDependencies): OperationHandler<'acceptTransfer'> =>
  async ({ userId, camera, query, requestId }) => {
    const { cameraName, serialNumber, epoch, owner } = camera;
    if (owner === undefined) throw changedHands(camera);
    if (!(await markTransferAccepted(dependencies, { cameraName, to: userId, epoch }, dependencies.now()))) {
      throw new Problem(409, 'no-such-transfer', { detail: `${cameraName} is not offered to you any more.` });
    }
    await forgetFirstOwner(dependencies, camera);
    const change = {
      cameraName,
      serialNumber,
      epoch,
      from: owner,
      to: userId,
      requestId,
      at: secondsOf(dependencies.now()),
    };
    if (!(await changeOwner(dependencies, change))) throw changedHands(camera);
    await auditChange(dependencies, {
      change: 'transfer-accepted',
      userId,
      cameraName,
      from: owner,
      epoch: epoch + 1,
      requestId,
    });
    const ends = query.endSessions !== 'false' && (await leaveNoSession(dependencies, camera, requestId));
    const { transfer: _, ...accepted } = camera;
    const mine = { ...accepted, role: 'OWNER', owner: userId, ownedSince: change.at } as const;
    return { status: 200, body: cameraDetailsView(ends ? { ...mine, status: 'ROTATING' } : mine, change.at) };
  };
