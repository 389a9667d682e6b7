// `lensgate manifest`: which serial numbers may register, as which camera, for whom.
import type { Command } from 'commander';
import { makeClaimCode } from '../../records/claim-code.ts';
import { reprovisions } from '../../records/reprovision.ts';
import { createClaimCodeFile } from './claim-code-file.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { parseManifestEntry, type ManifestField } from './entry.ts';
import { importManifest } from './import.ts';
import { addManifestLookCommands } from './look-commands.ts';
import { openManifestTable } from './table.ts';
import { interrupted } from '../interrupted.ts';
import { printer, progressBar } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

const optionOf: Record<ManifestField, string> = {
  serial: '--serial',
  camera: '--camera',
  owner: '--owner',
  displayName: '--display-name',
  claimCode: '--claim-code',
  reprovision: '--reprovision',
  replaces: '--replaces',
};

interface AddOptions extends GlobalOptions, Partial<Record<Exclude<ManifestField, 'claimCode'>, string>> {
  /** False: none is made. */
  readonly claimCode?: string | boolean;
  readonly newClaimCode?: boolean;
}

export function addManifestCommands(program: Command): void {
  const manifest = program.command('manifest').description('the serial numbers that may register');

  manifest
    .command('add')
    .description('add one serial number; added again, it gets what is given now')
    .requiredOption('--serial <serial>', "serial number in the camera certificate's subject")
    .requiredOption('--camera <name>', 'name of the camera, its thing and its channel')
    .option('--owner <email>', 'owner; without one the camera waits to be claimed')
    .option('--display-name <text>', 'name for people')
    .option(
      '--reprovision <what>',
      `with a new certificate: ${reprovisions.join(', ')} (default: as the stage's settings say)`,
    )
    .option('--replaces <serial>', 'takes the place of this serial number, with its name, owner and shares')
    .option('--claim-code <code>', 'what the camera is claimed with, for one that is printed on a label already')
    .option('--no-claim-code', 'makes none: nobody can claim the camera')
    .option('--new-claim-code', 'makes another one; the one before is no good any more')
    .addHelpText(
      'after',
      '\nWithout an owner a claim code is made, and printed this once: only a salted hash of it is kept.',
    )
    .action(async (_: unknown, command: Command) => {
      const { claimCode: wanted, ...options } = command.optsWithGlobals<AddOptions>();
      const read = parseManifestEntry({ ...options, ...(typeof wanted === 'string' && { claimCode: wanted }) });
      if ('problems' in read) {
        throw new UsageError(read.problems.map(({ field, problem }) => `${optionOf[field]} ${problem}.`).join('\n'));
      }
      const { entry } = read;
      const target = await openTarget(options);
      const table = openManifestTable(target.client, await target.output('TableName'));
      const added = await table.add(entry);
      const claimCode = read.claimCode ?? makeClaimCode();
      const replace = read.claimCode !== undefined || options.newClaimCode === true;
      const coded =
        wanted !== false && entry.owner === undefined && (await table.setClaimCode(entry, { claimCode, replace }));
      const outcome = coded && added === 'unchanged' ? 'changed' : added;
      const line = `${entry.serialNumber} → ${entry.cameraName}: ${outcome}`;
      if (!coded && options.newClaimCode === true) {
        throw new RefusedError(
          `${line}. No claim code was made: the camera ${entry.owner === undefined ? 'has an owner, who can release it' : 'is given to an owner here'}.`,
        );
      }
      // One that was given is known to whoever gave it.
      const made = coded && read.claimCode === undefined ? { claimCode } : {};
      printer(options.json).result(
        { ...entry, outcome, ...made },
        'claimCode' in made ? `${line}\nClaim code, shown this once: ${claimCode}` : line,
      );
    });

  addManifestLookCommands(manifest);

  manifest
    .command('import')
    .description('add every row of a CSV file')
    .argument('<file.csv>', 'first line: serial,camera[,owner][,displayName][,claimCode][,reprovision][,replaces]')
    .option(
      '--claim-codes-out <file.csv>',
      'makes a claim code for each camera that has neither owner nor code, and writes them there',
    )
    .addHelpText(
      'after',
      '\nRows that fail go to <file>.failed.csv with the reason; correct them there and import that file.',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { claimCodesOut?: string }>();
      const target = await openTarget(options);
      const table = openManifestTable(target.client, await target.output('TableName'));
      const codes = options.claimCodesOut === undefined ? undefined : await createClaimCodeFile(options.claimCodesOut);
      const bar = progressBar();
      let result;
      try {
        result = await importManifest(file, table, {
          onProgress: bar.show,
          signal: interrupted(),
          ...(codes && { keepClaimCode: codes.add }),
        });
      } finally {
        bar.end();
        await codes?.close();
      }
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
