// `lensgate certificates unban`: takes a ban back.
import type { Command } from 'commander';
import { removeBan } from '../../records/certificate-ban.ts';
import { adminOf } from '../admin.ts';
import { reasonOption, type WithReason } from '../arguments.ts';
import { RefusedError } from '../failures.ts';
import { printer, progressBar } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';
import { announceBan } from './announce-bans.ts';
import { bannedAs } from './banned-as.ts';
import { openBans } from './enforce.ts';
import { findBanned } from './find-banned.ts';
import { namedCertificate, naming, type NamingOptions } from './named-certificate.ts';
import { lookAtCertificate } from './withdraw.ts';

export function addUnbanCommand(certificates: Command): void {
  naming(certificates.command('unban').description('take the ban of a certificate back'))
    .addOption(reasonOption())
    .addHelpText(
      'after',
      '\nWhat the ban made INACTIVE stays so: the command says how its camera comes back. Bans that a revocation list brought\ncome back with its next import.',
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & NamingOptions & WithReason>();
      const named = await namedCertificate(options);
      const { banned, inWords } = named;
      const { reason } = options;
      const target = await openTarget(options);
      const [opened, admin] = [await openBans(target), await adminOf(target)];
      const { bans, iot } = opened;
      const names = await bannedAs(named, iot);
      // Before the ban goes: where AWS IoT can't be asked, the ban stays, and the command can be run again.
      const bar = progressBar();
      const meant =
        'certificateId' in banned
          ? [banned.certificateId]
          : await findBanned(banned.issuerKey, new Set([banned.x509SerialNumber]), opened, (done, total) =>
              bar.show(done, total),
            );
      bar.end();
      const looked = await Promise.all(
        meant.map(async (certificateId) => [certificateId, await lookAtCertificate(certificateId, iot)] as const),
      );
      const removed = await Promise.all(names.map((name) => removeBan(bans, name)));
      if (!removed.includes(true)) throw new RefusedError(`There is no ban of ${inWords}.`);
      const whose = looked.flatMap(([certificateId, known]) =>
        known === undefined ? [] : [{ certificateId, cameras: known.cameras }],
      );
      await announceBan(admin, { change: 'unbanned', ...(reason !== undefined && { reason }) }, banned, whose);
      const text = `The ban of ${inWords} is taken back. If the certificate is INACTIVE in AWS IoT, it stays so: delete it there, and its camera registers anew when it connects; if a record still names it, set it ACTIVE.`;
      printer(options.json).result({ outcome: 'unbanned', ...banned }, text);
    });
}
