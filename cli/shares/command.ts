// `lensgate shares`: with whom a camera is shared, and the end of that.
import type { Command } from 'commander';
import { readShares, removeShare } from '../../records/share-record.ts';
import { adminOf, newRequestId } from '../admin.ts';
import { cameraOption, reasonOption, userAddress, type OfCamera, type WithReason } from '../arguments.ts';
import { registeredCamera } from '../camera/registered-camera.ts';
import { RefusedError } from '../failures.ts';
import { printer, table } from '../output.ts';
import { cameraTableOf, openTarget, type GlobalOptions } from '../target.ts';

interface RevokeOptions extends GlobalOptions, OfCamera, WithReason {
  readonly user: string;
}

export function addSharesCommands(program: Command): void {
  const shares = program.command('shares').description('with whom a camera is shared');

  shares
    .command('list')
    .description('the shares of a camera, those that count no more as well')
    .addOption(cameraOption())
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & OfCamera>();
      const target = await openTarget(options);
      const { epoch } = await registeredCamera(target, options.camera);
      const nowSeconds = Date.now() / 1000;
      const found = (await readShares(await cameraTableOf(target), options.camera)).map((share) => ({
        userId: share.userId,
        state:
          share.epoch !== epoch
            ? 'of an earlier owner'
            : (share.expiresAt ?? Infinity) <= nowSeconds
              ? 'ended'
              : 'counts',
        ...(share.expiresAt !== undefined && { expiresAt: new Date(share.expiresAt * 1000).toISOString() }),
      }));
      const text =
        found.length === 0
          ? `Camera ${options.camera} is shared with nobody.`
          : table(
              ['USER', 'STATE', 'UNTIL'],
              found.map(({ userId, state, expiresAt }) => [userId, state, expiresAt ?? '']),
            );
      printer(options.json).result(found, text);
    });

  shares
    .command('revoke')
    .description("end a user's share of a camera: they get no more URLs")
    .addOption(cameraOption())
    .requiredOption('--user <email>', 'whose share', userAddress)
    .addOption(reasonOption())
    .addHelpText('after', '\nWho watches at this moment goes on: lensgate camera end-sessions ends that, too.')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<RevokeOptions>();
      const target = await openTarget(options);
      const { cameraName, epoch } = await registeredCamera(target, options.camera);
      const cameras = await cameraTableOf(target);
      const given = (await readShares(cameras, cameraName)).some(({ userId }) => userId === options.user);
      if (!given) throw new RefusedError(`Camera ${cameraName} is not shared with ${options.user}.`);
      if (!(await removeShare(cameras, { cameraName, userId: options.user, epoch }))) {
        throw new RefusedError(`Camera ${cameraName} changed hands meanwhile, and nothing was done. Look at it again.`);
      }
      await (
        await adminOf(target)
      ).announce({
        change: 'share-revoked',
        cameraName,
        to: options.user,
        epoch,
        requestId: newRequestId(),
        ...(options.reason !== undefined && { reason: options.reason }),
      });
      const text = `${options.user} has no share of ${cameraName} any more. Is somebody still watching? lensgate camera end-sessions --camera ${cameraName}`;
      printer(options.json).result({ cameraName, userId: options.user, outcome: 'revoked' }, text);
    });
}
