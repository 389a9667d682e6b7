// `lensgate certificates banned`: what is banned, by whom and why.
import type { Command } from 'commander';
import { getBan, listBans, type CertificateBan } from '../../records/certificate-ban.ts';
import { positiveInteger } from '../arguments.ts';
import { printer, table } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';
import { bannedAs } from './banned-as.ts';
import { openBans } from './enforce.ts';
import { isNamed, namedCertificate, naming, type NamingOptions } from './named-certificate.ts';

export function addBannedCommand(certificates: Command): void {
  naming(certificates.command('banned').description('the bans, the newest first; or whether one certificate is banned'))
    .option('--limit <n>', 'how many at most', positiveInteger, 50)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & NamingOptions & { readonly limit: number }>();
      const one = isNamed(options) ? await namedCertificate(options) : undefined;
      const { bans, iot } = await openBans(await openTarget(options));
      const found =
        one === undefined
          ? await listBans(bans)
          : await Promise.all((await bannedAs(one, iot)).map((name) => getBan(bans, name)));
      const newest = found.filter((ban) => ban !== undefined).sort((a, b) => (b.bannedAt ?? 0) - (a.bannedAt ?? 0));
      const shown = newest.slice(0, options.limit);
      const more = newest.length - shown.length;
      printer(options.json).result(
        { bans: shown, more },
        one && shown.length === 0 ? `There is no ban of ${one.inWords}.` : tableOf(shown, more),
      );
    });
}

function tableOf(bans: readonly CertificateBan[], more: number): string {
  if (bans.length === 0) return 'No certificate is banned.';
  const rows = bans.map(({ bannedAt, certificateId, issuerName, issuerKey, x509SerialNumber, bannedBy, reason }) => [
    bannedAt === undefined ? '?' : new Date(bannedAt * 1000).toISOString(),
    certificateId ?? `number ${x509SerialNumber ?? '?'} of ${issuerName ?? issuerKey ?? '?'}`,
    bannedBy ?? '?',
    reason ?? '',
  ]);
  return (
    table(['WHEN', 'CERTIFICATE', 'WHO', 'WHY'], rows) +
    (more > 0 ? `\n\nThere are ${more} more: add --limit ${bans.length + more}` : '')
  );
}
