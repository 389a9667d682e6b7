// `lensgate manifest`: which serial numbers may register, as which camera, for whom.
import type { Command } from 'commander';
import { RefusedError, UsageError } from '../failures.ts';
import { readManifestFields } from '../manifest-entry.ts';
import { importManifest } from '../manifest-import.ts';
import { openManifestTable } from '../manifest-table.ts';
import { printer, progressBar } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

export function addManifestCommands(program: Command): void {
  const manifest = program.command('manifest').description('the serial numbers that may register');

  manifest
    .command('add')
    .description('add one serial number; adding it again with the same camera updates owner and display name')
    .requiredOption('--serial <serial>', "serial number in the camera certificate's subject")
    .requiredOption('--camera <name>', 'name of the camera, its thing and its channel')
    .option('--owner <email>', 'owner; without one the camera waits to be claimed')
    .option('--display-name <text>', 'name for people')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        GlobalOptions & Record<'serial' | 'camera' | 'owner' | 'displayName', string>
      >();
      const entry = readManifestFields(options);
      if (typeof entry === 'string') throw new UsageError(`The option ${entry}.`);
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
      let bar: ReturnType<typeof progressBar> | undefined;
      const result = await importManifest(file, table, (done, total) => (bar ??= progressBar(total)).advance(done));
      bar?.end();
      const { added, changed, unchanged, failed, failedFile } = result;
      const counts = `${added} added, ${changed} changed, ${unchanged} unchanged, ${failed} failed`;
      printer(options.json).result(result, counts);
      if (failedFile !== undefined) {
        throw new RefusedError(
          `${failed} rows were not imported. They are in ${failedFile}, each with its reason: correct them and import that file.`,
        );
      }
    });
}
