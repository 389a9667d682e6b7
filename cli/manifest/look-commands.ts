// `lensgate manifest list`, `export`, `check` and `remove`: what stands in the manifest, what a file would do to it, and the end of an entry.
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { PreviewRow } from '../../console/api/manifest.ts';
import type { Table } from '../../records/camera-table.ts';
import { getManifestEntryLeniently, type LenientManifestEntry } from '../../records/manifest-entry.ts';
import { readManifest } from '../../records/manifest.ts';
import { removeManifestEntry } from '../../records/manifest-writes.ts';
import { getCameraRecordLeniently } from '../../records/camera-record.ts';
import { cameraName, positiveInteger, userAddress, yesOption } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { interrupted } from '../interrupted.ts';
import { printer, table } from '../output.ts';
import { moreAfter, pageOf } from '../page.ts';
import { cameraTableOf, openTarget, type GlobalOptions } from '../target.ts';
import { entriesCsv } from './csv.ts';
import { readManifestFile } from './file.ts';
import { previewRows } from './preview.ts';
import { standingsReader } from './standings.ts';

interface ListOptions extends GlobalOptions {
  readonly camera?: string;
  readonly owner?: string;
  readonly limit: number;
  readonly after?: string;
}

export function addManifestLookCommands(manifest: Command): void {
  manifest
    .command('list')
    .description('the entries, by serial number')
    .option('--camera <name>', 'of this camera name', cameraName)
    .option('--owner <email>', 'with this first owner', userAddress)
    .option('--limit <n>', 'how many at most', positiveInteger, 50)
    .option('--after <serial>', 'those that follow this serial number')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const entries = await readManifest(await cameraTableOf(await openTarget(options)));
      const wanted = entries.filter(
        (entry) =>
          (options.camera === undefined || entry.cameraName === options.camera) &&
          (options.owner === undefined || entry.owner === options.owner),
      );
      const page = pageOf(wanted.map(shown), ({ serialNumber = '' }) => serialNumber, options);
      const text =
        page.rows.length === 0
          ? 'No such entries.'
          : table(
              ['SERIAL', 'CAMERA', 'FIRST OWNER', 'CLAIM CODE', 'REPROVISION', 'REPLACES', 'DISPLAY NAME'],
              page.rows.map(({ serialNumber = '', cameraName = '', owner = '', displayName = '', ...entry }) => {
                const { hasClaimCode, reprovision = '', replaces = '' } = entry;
                return [
                  ...[serialNumber, cameraName, owner, hasClaimCode ? 'yes' : '', reprovision, replaces, displayName],
                ];
              }),
            ) + moreAfter(page);
      printer(options.json).result(page, text);
    });

  manifest
    .command('export')
    .description('all entries as CSV, to be imported elsewhere: without claim codes, of which only hashes are kept')
    .option('--out <file.csv>', 'a new file (default: standard output)')
    .addHelpText('after', '\nThe column reason is empty. It tells import that texts like formulas have an apostrophe.')
    .action(async (_: unknown, command: Command) => {
      const { out, ...options } = command.optsWithGlobals<GlobalOptions & { readonly out?: string }>();
      const entries = await readManifest(await cameraTableOf(await openTarget(options)));
      if (out === undefined) {
        process.stdout.write(options.json ? `${JSON.stringify(entries.map(shown), null, 2)}\n` : entriesCsv(entries));
        return;
      }
      await writeFile(out, entriesCsv(entries), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(
          `--out ${out} can't be written (${error.code}). Give the path of a file that doesn't exist yet.`,
        );
      });
      printer(options.json).result({ file: out, entries: entries.length }, `${entries.length} entries are in ${out}.`);
    });

  manifest
    .command('check')
    .description('what import would do with a file; changes nothing')
    .argument('<file.csv>', 'as for import')
    .action(async (file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const readStandings = standingsReader(await cameraTableOf(await openTarget(options)));
      const { rows } = await previewRows(await readManifestFile(file), readStandings, interrupted());
      const count = (outcome: PreviewRow['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
      const failed = rows.filter(({ outcome }) => outcome === 'failed');
      const counts = `${count('added')} to add, ${count('changed')} to change, ${count('unchanged')} unchanged, ${failed.length} wrong`;
      const reasons = failed.map(({ line, reason }) => `line ${line}: ${reason ?? ''}`);
      printer(options.json).result({ rows }, [counts, ...reasons].join('\n'));
      if (failed.length > 0) throw new RefusedError(`${file} has rows that can't be imported.`);
    });

  manifest
    .command('remove')
    .description('remove an entry: its serial number can register no more')
    .requiredOption('--serial <serial>', 'serial number of the entry')
    .addOption(yesOption())
    .addHelpText(
      'after',
      '\nA camera that is registered needs its entry to be released by its owner and to register anew: retire it instead,\nwith lensgate camera retire --manifest remove.',
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly serial: string; readonly yes: boolean }>();
      const cameras = await cameraTableOf(await openTarget(options));
      const { serial } = options;
      const entry = await getManifestEntryLeniently(cameras, serial);
      if (!entry) throw new RefusedError(`The manifest has no entry of serial number ${serial}.`);
      await refuseRegistered(cameras, serial, entry);
      if (!options.yes) await confirm(`Serial number ${serial} can register no more then. Type it to go on: `, serial);
      await removeManifestEntry(cameras, serial);
      printer(options.json).result({ ...shown(entry), outcome: 'removed' }, `${serial}: removed`);
    });
}

const shown = ({ claimCodeHash, claimCodeSalt: _, claimEpoch: __, ...entry }: LenientManifestEntry) => ({
  ...entry,
  hasClaimCode: claimCodeHash !== undefined,
});

async function refuseRegistered(table: Table, serial: string, { cameraName }: LenientManifestEntry): Promise<void> {
  const record = cameraName === undefined ? undefined : await getCameraRecordLeniently(table, cameraName);
  if (record?.serialNumber !== serial) return;
  throw new RefusedError(
    `Camera ${cameraName} is registered with serial number ${serial}. Retire it: lensgate camera retire --camera ${cameraName} --manifest remove`,
  );
}
