// `lensgate camera retire`: ends a camera's life, or the lives of all in a file.
import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { isCameraName } from '../../records/camera-name.ts';
import { reasonOption, yesOption, type AsksFirst } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { printer, progressBar } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';
import { openRetirements, type Retired, type RetirementWishes } from './retirements.ts';

interface RetireOptions extends GlobalOptions, RetirementWishes, AsksFirst {
  readonly camera?: string;
  readonly file?: string;
}

const explanation = `
Nobody can watch the camera from the first step on. Then its certificate, its connection, its signaling channel and its
thing go, with all shares. Nothing of this life opens the next one of the same name.
  --certificate ban     keep the certificate, inactive: the camera stays outside (default)
  --certificate rearm   delete the certificate: the camera registers itself anew when it connects, if the manifest has it
An execution of RetireCamera does it. If it fails, it says what is left; retire the camera again.`;

export function addRetireCommand(camera: Command): void {
  camera
    .command('retire')
    .description("end a camera's life: it can do nothing any more, and nobody can watch it")
    .option('--camera <name>', 'name of the camera')
    .option('--file <path>', 'names of cameras, one on a line')
    .addOption(
      new Option('--certificate <what>', 'ban it, or re-arm the camera').choices(['ban', 'rearm']).default('ban'),
    )
    .addOption(
      new Option('--recordings <what>', 'keep the stream until its retention ends, or delete it now')
        .choices(['keep', 'delete'])
        .default('keep'),
    )
    .addOption(
      new Option(
        '--manifest <what>',
        'keep the entry of its serial number, without its first owner and its claim code, or remove it',
      )
        .choices(['keep', 'remove'])
        .default('keep'),
    )
    .addOption(reasonOption().default('No reason given.'))
    .addOption(yesOption())
    .addHelpText('after', explanation)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<RetireOptions>();
      const names = await namesOf(options);
      const { certificate, recordings, manifest, reason } = options;
      await askFirst(names, options);

      const target = await openTarget(options);
      const retire = await openRetirements(target, { certificate, recordings, manifest, reason });
      const retired: Retired[] = [];
      const bar = progressBar();
      for (const name of names) {
        retired.push(await retire(name));
        if (names.length > 1) bar.show(retired.length, names.length);
      }
      bar.end();
      printer(options.json).result(retired, retired.map(inWords).join('\n'));
      const failed = retired.filter(({ outcome }) => outcome === 'failed').length;
      if (failed > 0) throw new RefusedError(`${failed} of ${retired.length} not retired.`);
    });
}

async function namesOf({ camera, file }: RetireOptions): Promise<string[]> {
  if ((camera === undefined) === (file === undefined)) throw new UsageError('Give --camera, or --file.');
  const text =
    camera ??
    (await readFile(file!, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`--file ${file} can't be read (${error.code}).`);
    }));
  const names = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.length === 0) throw new UsageError(`--file ${file} names no camera.`);
  const wrong = names.find((name) => !isCameraName(name));
  if (wrong !== undefined) {
    throw new UsageError(
      `${JSON.stringify(wrong)} is no name of a camera: 1 to 128 letters, digits, _ and -. Nothing was done.`,
    );
  }
  return [...new Set(names)];
}

/** What can't be undone asks; one camera by its name, many by their number. */
async function askFirst(names: readonly string[], { yes }: RetireOptions): Promise<void> {
  if (yes) return;
  const [name] = names as [string];
  const [what, answer] =
    names.length === 1
      ? [`camera ${name}. Type its name`, name]
      : [`${names.length} cameras. Type how many`, String(names.length)];
  await confirm(`This ends the life of ${what} to go on: `, answer);
}

const inWords = ({ cameraName, outcome, executionName, message }: Retired): string =>
  outcome === 'retired'
    ? `${cameraName} is retired (execution ${executionName}).`
    : `${cameraName} is not retired: ${message ?? ''}`;
