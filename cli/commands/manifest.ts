// `lensgate manifest`: which serial numbers may register, as which camera, for whom.
import type { Command } from 'commander';
import { RefusedError, UsageError } from '../failures.ts';
import { readManifestEntry, type ManifestField } from '../manifest-entry.ts';
import { importManifest } from '../manifest-import.ts';
import { openManifestTable } from '../manifest-table.ts';
import { interrupted } from '../interrupted.ts';
import { printer, progressBar } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

const optionOf: Record<ManifestField, string> = {
  serial: '--serial',
  camera: '--camera',
  owner: '--owner',
  displayName: '--display-name',
};

export function addManifestCommands(program: Command): void {
  const manifest = program.command('manifest').description('the serial numbers that may register');

  manifest
    .command('add')
    .description('add one serial number; added again, it gets the owner and display name that are given now')
    .requiredOption('--serial <serial>', "serial number in the camera certificate's subject")
    .requiredOption('--camera <name>', 'name of the camera, its thing and its channel')
    .option('--owner <email>', 'owner; without one the camera waits to be claimed')
    .option('--display-name <text>', 'name for people')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & Partial<Record<ManifestField, string>>>();
      const read = readManifestEntry(options);
      if ('problems' in read) {
        throw new UsageError(read.problems.map(({ field, problem }) => `${optionOf[field]} ${problem}.`).join('\n'));
      }
      const { entry } = read;
      const target = await openTarget(options);
      const outcome = await openManifestTable(target.client, await target.output('TableName')).add(entry);
      printer(options.json).result({ ...entry, outcome }, `${entry.serialNumber} → ${entry.cameraName}: ${outcome}`);
    });

  manifest
    .command('import')
    .description('add every row of a CSV file')
    .argument('<file.csv>', 'first line: serial,camera[,owner][,displayName]')
    .addHelpText(
      'after',
      '\nRows that fail go to <file>.failed.csv with the reason; correct them there and import that file.',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const target = await openTarget(options);
      const table = openManifestTable(target.client, await target.output('TableName'));
      const bar = progressBar();
      const result = await importManifest(file, table, { onProgress: bar.show, signal: interrupted() }).finally(
        bar.end,
      );
      const { added, changed, unchanged, failed, failedFile } = result;
      const counts = `${added} added, ${changed} changed, ${unchanged} unchanged, ${failed} failed`;
      printer(options.json).result(result, counts);
      if (failedFile !== undefined) {
        throw new RefusedError(
          `${failed} ${failed === 1 ? 'row was' : 'rows were'} not imported, see ${failedFile}: each row with its reason. Correct them there and import that file.`,
        );
      }
    });
}
