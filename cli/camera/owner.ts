// What an admin does about whose a camera is: another owner or none, another claim code.
import { changeOwner } from '../../records/change-owner.ts';
import type { CameraRecord } from '../../records/camera-record.ts';
import { makeClaimCode } from '../../records/claim-code.ts';
import { getManifestEntry } from '../../records/manifest-entry.ts';
import { forgetFirstOwner } from '../../records/manifest-writes.ts';
import { adminOf, newRequestId } from '../admin.ts';
import { RefusedError } from '../failures.ts';
import { openManifestTable } from '../manifest/table.ts';
import { cameraTableOf, type Target } from '../target.ts';
import { endSessions } from './end-sessions-command.ts';
import { refuseWhileRetiring, registeredCamera } from './registered-camera.ts';

interface NewOwner {
  /** Undefined: nobody. */
  readonly to: string | undefined;
  readonly reason: string | undefined;
}

/** All shares and offers end, and all sessions. @throws RefusedError, or the SDK's error */
export async function setOwner(target: Target, record: CameraRecord, { to, reason }: NewOwner): Promise<void> {
  refuseWhileRetiring(record);
  const { cameraName, serialNumber, epoch, owner: from } = record;
  const [cameras, admin, requestId] = [await cameraTableOf(target), await adminOf(target), newRequestId()];
  // The maker's word on the first owner would bring them back when the camera registers anew.
  await forgetFirstOwner(cameras, { cameraName, serialNumber });
  if (
    !(await changeOwner(cameras, {
      cameraName,
      serialNumber,
      epoch,
      from,
      to,
      requestId,
      at: Math.floor(Date.now() / 1000),
    }))
  ) {
    throw new RefusedError(`Camera ${cameraName} changed hands meanwhile, and nothing was done. Look at it again.`);
  }
  await admin.announce({
    change: 'owner-set',
    cameraName,
    epoch: epoch + 1,
    requestId,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(reason !== undefined && { reason }),
  });
  await endSessions(target, record);
}

/** The one before is no good any more. The code is told this once. @throws RefusedError, or the SDK's error */
export async function makeNewClaimCode(
  target: Target,
  name: string,
): Promise<{ readonly cameraName: string; readonly serialNumber: string; readonly claimCode: string }> {
  const { cameraName, serialNumber, epoch, owner } = await registeredCamera(target, name);
  if (owner !== undefined) {
    throw new RefusedError(
      `Camera ${cameraName} is ${owner}'s. They can release it in their app; or take it from them: lensgate camera set-owner --no-owner --camera ${cameraName}`,
    );
  }
  const entry = await getManifestEntry(await cameraTableOf(target), serialNumber);
  if (entry?.cameraName !== cameraName) {
    throw new RefusedError(
      `The manifest has no entry of serial number ${serialNumber} for camera ${cameraName}. Add one: lensgate manifest add --serial ${serialNumber} --camera ${cameraName}`,
    );
  }
  const claimCode = makeClaimCode();
  const manifest = openManifestTable(target.client, await target.output('TableName'));
  if (!(await manifest.setClaimCode(entry, { claimCode, replace: true }))) {
    throw new RefusedError(`Camera ${cameraName} was claimed meanwhile, and no code was made.`);
  }
  await (await adminOf(target)).announce({ change: 'claim-code-made', cameraName, epoch, requestId: newRequestId() });
  return { cameraName, serialNumber, claimCode };
}
