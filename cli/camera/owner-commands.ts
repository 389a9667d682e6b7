// `lensgate camera set-owner` and `new-claim-code`: what an admin does about whose a camera is.
import type { Command } from 'commander';
import {
  cameraOption,
  reasonOption,
  userAddress,
  yesOption,
  type AsksFirst,
  type OfCamera,
  type WithReason,
} from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { UsageError } from '../failures.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';
import { makeNewClaimCode, setOwner } from './owner.ts';
import { refuseWhileRetiring, registeredCamera } from './registered-camera.ts';

interface SetOwnerOptions extends GlobalOptions, OfCamera, WithReason, AsksFirst {
  /** False: --no-owner. */
  readonly owner?: string | false;
}

export function addOwnerCommands(camera: Command): void {
  camera
    .command('set-owner')
    .description('give a camera another owner, or none: all shares and offers end, and all sessions')
    .addOption(cameraOption())
    .option('--owner <email>', 'whose it is from now on', userAddress)
    .option('--no-owner', "nobody's: it waits to be claimed or paired")
    .addOption(reasonOption())
    .addOption(yesOption())
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<SetOwnerOptions>();
      const to = options.owner === false ? undefined : options.owner;
      if (options.owner === undefined) throw new UsageError('Give --owner, or --no-owner.');
      const target = await openTarget(options);
      const record = await registeredCamera(target, options.camera);
      const { cameraName, owner: from } = record;
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
      await setOwner(target, record, { to, reason: options.reason });
      const text =
        to === undefined
          ? `Camera ${cameraName} is nobody's. A code to claim it with: lensgate camera new-claim-code --camera ${cameraName}`
          : `Camera ${cameraName} is ${to}'s.`;
      printer(options.json).result({ cameraName, owner: to ?? null, outcome: 'changed' }, text);
    });

  camera
    .command('new-claim-code')
    .description('make another code to claim a camera with, that has no owner; the one before is no good any more')
    .addOption(cameraOption())
    .addHelpText(
      'after',
      '\nThe code is printed this once: only a salted hash of it is kept. It is good while the camera is open for set-up:\nafter it registers, after its button is pressed or it is reset.',
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & OfCamera>();
      const target = await openTarget(options);
      const { cameraName, serialNumber, claimCode } = await makeNewClaimCode(target, options.camera);
      const text = `${cameraName} (${serialNumber})\nClaim code, shown this once: ${claimCode}`;
      printer(options.json).result({ cameraName, serialNumber, claimCode }, text);
    });
}
