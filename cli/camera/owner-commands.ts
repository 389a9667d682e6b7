// `lensgate camera set-owner` and `new-claim-code`: what an admin does about whose a camera is.
import type { Command } from 'commander';
import { changeOwner } from '../../records/change-owner.ts';
import { makeClaimCode } from '../../records/claim-code.ts';
import { getManifestEntry } from '../../records/manifest-entry.ts';
import { forgetFirstOwner } from '../../records/manifest-writes.ts';
import { adminOf, checkReason, newRequestId } from '../admin.ts';
import { cameraName, userAddress } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { openManifestTable } from '../manifest/table.ts';
import { printer } from '../output.ts';
import { cameraTableOf, openTarget, type GlobalOptions } from '../target.ts';
import { endSessions } from './end-sessions-command.ts';
import { refuseWhileRetiring, registeredCamera } from './registered-camera.ts';

interface SetOwnerOptions extends GlobalOptions {
  readonly camera: string;
  /** False: --no-owner. */
  readonly owner?: string | false;
  readonly reason?: string;
  readonly yes: boolean;
}

export function addOwnerCommands(camera: Command): void {
  camera
    .command('set-owner')
    .description('give a camera another owner, or none: all shares and offers end, and all sessions')
    .requiredOption('--camera <name>', 'name of the camera', cameraName)
    .option('--owner <email>', 'whose it is from now on', userAddress)
    .option('--no-owner', "nobody's: it waits to be claimed or paired")
    .option('--reason <text>', 'why, for the history')
    .option('--yes', "don't ask", false)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<SetOwnerOptions>();
      const to = options.owner === false ? undefined : options.owner;
      if (options.owner === undefined) throw new UsageError('Give --owner, or --no-owner.');
      checkReason(options.reason);
      const target = await openTarget(options);
      const record = await registeredCamera(target, options.camera);
      const { cameraName, serialNumber, epoch, owner: from } = record;
      if (from === to) {
        const text = `Camera ${cameraName} is ${to === undefined ? "nobody's" : `${to}'s`} already.`;
        printer(options.json).result({ cameraName, owner: to ?? null, outcome: 'unchanged' }, text);
        return;
      }
      refuseWhileRetiring(record);
      if (!options.yes) {
        const what = `This takes camera ${cameraName} from ${from ?? 'nobody'} and ends all its shares. Type its name to go on: `;
        await confirm(what, cameraName);
      }
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
        ...(options.reason !== undefined && { reason: options.reason }),
      });
      await endSessions(target, record);
      const text =
        to === undefined
          ? `Camera ${cameraName} is nobody's. A code to claim it with: lensgate camera new-claim-code --camera ${cameraName}`
          : `Camera ${cameraName} is ${to}'s.`;
      printer(options.json).result({ cameraName, owner: to ?? null, outcome: 'changed' }, text);
    });

  camera
    .command('new-claim-code')
    .description('make another code to claim a camera with, that has no owner; the one before is no good any more')
    .requiredOption('--camera <name>', 'name of the camera', cameraName)
    .addHelpText(
      'after',
      '\nThe code is printed this once: only a salted hash of it is kept. It is good while the camera is open for set-up:\nafter it registers, after its button is pressed or it is reset.',
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly camera: string }>();
      const target = await openTarget(options);
      const { cameraName, serialNumber, epoch, owner } = await registeredCamera(target, options.camera);
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
      await (
        await adminOf(target)
      ).announce({ change: 'claim-code-made', cameraName, epoch, requestId: newRequestId() });
      const text = `${cameraName} (${serialNumber})\nClaim code, shown this once: ${claimCode}`;
      printer(options.json).result({ cameraName, serialNumber, claimCode }, text);
    });
}
