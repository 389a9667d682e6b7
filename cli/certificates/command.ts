// `lensgate certificates`: what cameras are in service with, and until when; and what nobody takes any more.
import type { Command } from 'commander';
import { readFleet } from '../../records/fleet.ts';
import { positiveInteger, timeSpan } from '../arguments.ts';
import { printer, table } from '../output.ts';
import { cameraTableOf, openTarget, type GlobalOptions } from '../target.ts';
import { addBanCommand } from './ban-command.ts';
import { addBannedCommand } from './banned-command.ts';
import { endingCertificates } from './ending.ts';
import { addUnbanCommand } from './unban-command.ts';

interface ListOptions extends GlobalOptions {
  /** Milliseconds. */
  readonly expiring?: number;
  readonly limit: number;
}

const explanation = `
Cameras renew their certificates by themselves, 30 days before they end, or when a third of their life is left. One that is
in this list with --expiring 7d doesn't, or is offline: ask it with lensgate camera renew. The list is read from the whole
table: on AWS that takes some seconds, and some cents, for each 100,000 cameras.`;

export function addCertificatesCommands(program: Command): void {
  const certificates = program
    .command('certificates')
    .description('the certificates that cameras are in service with, and those that are banned');
  addBanCommand(certificates);
  addUnbanCommand(certificates);
  addBannedCommand(certificates);
  certificates
    .command('list')
    .description('when they end, the soonest first')
    .option('--expiring <span>', 'those that end within that time: 30d, 12h', timeSpan)
    .option('--limit <n>', 'how many at most', positiveInteger, 50)
    .addHelpText('after', explanation)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const rows = await readFleet(await cameraTableOf(await openTarget(options)));
      const before = options.expiring === undefined ? undefined : Date.now() + options.expiring;
      const ending = endingCertificates(rows, before);
      const shown = ending.slice(0, options.limit);
      const more = ending.length - shown.length;
      const text =
        shown.length === 0
          ? 'No such certificates.'
          : table(
              ['ENDS', 'CAMERA', 'SERIAL', 'CERTIFICATE'],
              shown.map((one) => [one.endsAt, one.cameraName, one.serialNumber, one.certificateId]),
            ) + (more > 0 ? `\n\nThere are ${more} more: add --limit ${ending.length}` : '');
      printer(options.json).result({ certificates: shown, more }, text);
    });
}
