// `lensgate certificates ban`: from now on nobody takes a certificate, or all that a list names.
import type { Command } from 'commander';
import { writeBan } from '../../records/certificate-ban.ts';
import { adminOf } from '../admin.ts';
import { reasonOption, yesOption } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { printer, progressBar } from '../output.ts';
import { openTarget } from '../target.ts';
import { announceBan } from './announce-bans.ts';
import { banList, type BanOptions } from './ban-list.ts';
import { checkAllEnded, enforce, openBans } from './enforce.ts';
import { bansInWords } from './in-words.ts';
import { namedCertificate, naming } from './named-certificate.ts';

const explanation = `
From then on no registration takes the certificate. One that is active is made INACTIVE at once, and the camera that has it
loses its connection; its record and its owner stay. A certificate that AWS IoT has never seen can be banned, too. The
command can be repeated: what is banned stays banned, and what is still active is made INACTIVE.
  --certificate      its id in AWS IoT, which is the SHA-256 of the certificate, or its file in PEM or DER
  --issuer           file of the CA's certificate, with --x509-serial: the number that this CA gave the certificate
  --crl              a complete list of one CA in PEM or DER, signed by the CA of --issuer, or by one that is registered in
                     AWS IoT. What a later list leaves out stays banned`;

export function addBanCommand(certificates: Command): void {
  naming(certificates.command('ban').description('take a certificate from nobody any more, and end what it can do now'))
    .option('--crl <file>', "a CA's certificate revocation list: everything that it names")
    .addOption(reasonOption())
    .addOption(yesOption())
    .addHelpText('after', explanation)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<BanOptions>();
      if (options.crl !== undefined) return banList(options.crl, options);
      const { banned, issuerName, inWords } = await namedCertificate(options);
      const { reason } = options;
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
}
