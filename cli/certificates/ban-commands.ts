// `lensgate certificates ban`, `unban` and `banned`: certificates that nobody takes any more.
import type { Command } from 'commander';
import { getBan, listBans, removeBan, writeBan, type CertificateBan } from '../../records/certificate-ban.ts';
import { adminOf, checkReason } from '../admin.ts';
import { positiveInteger } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { printer, progressBar, table } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';
import { announceBan, announceList } from './announce-bans.ts';
import { enforce, openBans } from './enforce.ts';
import { banAll, issuerOfList, readListFile } from './import-list.ts';
import { bansInWords, listInWords } from './in-words.ts';
import { lookAtCertificate, type Withdrawn } from './withdraw.ts';
import { namedCertificate, type NamingOptions } from './named-certificate.ts';

interface BanOptions extends GlobalOptions, NamingOptions {
  readonly reason?: string;
  readonly yes: boolean;
  readonly crl?: string;
}

const banExplanation = `
From then on no registration takes the certificate. One that is active is made INACTIVE at once, and the camera that has it
loses its connection; its record and its owner stay. A certificate that AWS IoT has never seen can be banned, too. The
command can be repeated: what is banned stays banned, and what is still active is made INACTIVE.
  --certificate      its id in AWS IoT, which is the SHA-256 of the certificate, or its file in PEM or DER
  --issuer           file of the CA's certificate, with --x509-serial: the number that this CA gave the certificate
  --crl              a complete list of one CA in PEM or DER, signed by the CA of --issuer, or by one that is registered in
                     AWS IoT. What a later list leaves out stays banned`;

export function addBanCommands(certificates: Command): void {
  naming(certificates.command('ban').description('take a certificate from nobody any more, and end what it can do now'))
    .option('--crl <file>', "a CA's certificate revocation list: everything that it names")
    .option('--reason <text>', 'why, for the history')
    .option('--yes', "don't ask", false)
    .addHelpText('after', banExplanation)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<BanOptions>();
      if (options.crl !== undefined) return banList(options.crl, options);
      const { banned, issuerName, inWords } = await namedCertificate(options);
      const { reason } = options;
      checkReason(reason);
      if (!options.yes) {
        await confirm(`This bans ${inWords}: whoever has it is cut off. Type ban to go on: `, 'ban');
      }
      const target = await openTarget(options);
      const [opened, admin] = [await openBans(target), await adminOf(target)];
      const bannedAt = Math.floor(Date.now() / 1000);
      const isNew = await writeBan(opened.bans, banned, { issuerName, bannedAt, bannedBy: admin.arn, reason });
      const bar = progressBar();
      const withdrawn = await enforce([banned], opened, admin.arn, (done, total) => bar.show(done, total));
      bar.end();
      if (isNew || withdrawn.some(({ outcome }) => outcome === 'withdrawn')) {
        await announceBan(admin, { change: 'banned', ...(reason !== undefined && { reason }) }, banned, withdrawn);
      }
      const outcome = isNew ? 'banned' : 'banned-before';
      printer(options.json).result(
        { outcome, ...banned, certificates: withdrawn },
        bansInWords(inWords, isNew, withdrawn),
      );
      checkAllEnded(withdrawn);
    });

  naming(certificates.command('unban').description('take the ban of a certificate back'))
    .option('--reason <text>', 'why, for the history')
    .addHelpText(
      'after',
      '\nWhat the ban made INACTIVE stays so: the command says how its camera comes back. Bans that a revocation list brought\ncome back with its next import.',
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & NamingOptions & { readonly reason?: string }>();
      const { banned, inWords } = await namedCertificate(options);
      const { reason } = options;
      checkReason(reason);
      const target = await openTarget(options);
      const [{ bans, iot }, admin] = [await openBans(target), await adminOf(target)];
      if (!(await removeBan(bans, banned))) throw new RefusedError(`There is no ban of ${inWords}.`);
      const certificateId = 'certificateId' in banned ? banned.certificateId : undefined;
      const known = certificateId === undefined ? undefined : await lookAtCertificate(certificateId, iot);
      const whose =
        certificateId === undefined || known === undefined ? [] : [{ certificateId, cameras: known.cameras }];
      await announceBan(admin, { change: 'unbanned', ...(reason !== undefined && { reason }) }, banned, whose);
      const text = `The ban of ${inWords} is taken back. If the certificate is INACTIVE in AWS IoT, it stays so: delete it there, and its camera registers anew when it connects; if a record still names it, set it ACTIVE.`;
      printer(options.json).result({ outcome: 'unbanned', ...banned }, text);
    });

  naming(certificates.command('banned').description('the bans, the newest first; or whether one certificate is banned'))
    .option('--limit <n>', 'how many at most', positiveInteger, 50)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & NamingOptions & { readonly limit: number }>();
      const one = isNamed(options) ? await namedCertificate(options) : undefined;
      const { bans } = await openBans(await openTarget(options));
      const found =
        one === undefined ? await listBans(bans) : [await getBan(bans, one.banned)].filter((ban) => ban !== undefined);
      const newest = found.sort((a, b) => (b.bannedAt ?? 0) - (a.bannedAt ?? 0));
      const shown = newest.slice(0, options.limit);
      const more = newest.length - shown.length;
      printer(options.json).result(
        { bans: shown, more },
        one && shown.length === 0 ? `There is no ban of ${one.inWords}.` : tableOf(shown, more),
      );
    });
}

async function banList(path: string, options: BanOptions): Promise<void> {
  const { reason, json } = options;
  if (options.certificate !== undefined || options.x509Serial !== undefined) {
    throw new UsageError('--crl goes with --issuer, and with no other certificate.');
  }
  checkReason(reason);
  const list = await readListFile(path);
  const target = await openTarget(options);
  const opened = await openBans(target);
  const ca = await issuerOfList(path, list, options.issuer, opened.iot);
  const listed = list.revoked.size;
  if (!options.yes) {
    await confirm(
      `This bans the ${listed} certificates of ${ca.name} that the list names. Type how many to go on: `,
      String(listed),
    );
  }
  const admin = await adminOf(target);
  const bar = progressBar();
  const show = (done: number, total: number): void => bar.show(done, total);
  const added = await banAll(opened.bans, list, ca, { bannedBy: admin.arn, reason }, show);
  const numbers = [...list.revoked.keys()];
  const all = numbers.map((x509SerialNumber) => ({ issuerKey: ca.issuerKey, x509SerialNumber }));
  const withdrawn = await enforce(all, opened, admin.arn, show);
  bar.end();
  if (added > 0 || withdrawn.some(({ outcome }) => outcome === 'withdrawn')) {
    await announceList(
      admin,
      { change: 'banned', ...(reason !== undefined && { reason }) },
      { ...ca, listed },
      withdrawn,
    );
  }
  const nextUpdate = list.nextUpdate === undefined ? undefined : new Date(list.nextUpdate).toISOString();
  const text = listInWords({ name: ca.name, listed, added, nextUpdate }, withdrawn);
  printer(json).result(
    { issuer: ca.name, issuerKey: ca.issuerKey, listed, added, nextUpdate, certificates: withdrawn },
    text,
  );
  checkAllEnded(withdrawn);
}

function checkAllEnded(withdrawn: readonly Withdrawn[]): void {
  if (withdrawn.every(({ outcome }) => outcome !== 'registering')) return;
  throw new RefusedError('A registration that began before still runs. Run the command again when it has ended.');
}

const naming = (command: Command): Command =>
  command
    .option('--certificate <id|file>', 'the certificate: its id in AWS IoT, or its file')
    .option('--issuer <file>', "the CA's certificate")
    .option('--x509-serial <hex>', "the CA's number of the certificate, in hexadecimal");

const isNamed = ({ certificate, issuer, x509Serial }: NamingOptions): boolean =>
  [certificate, issuer, x509Serial].some((option) => option !== undefined);

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
