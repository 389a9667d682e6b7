// `lensgate camera pair`, `reset` and `press-button`: what a person does at a simulated camera that runs in another process.
import { join } from 'node:path';
import type { Command } from 'commander';
import { CameraNotRunningError, useControls } from '../../camera/control-socket.ts';
import type { ControlRequest } from '../../camera/controls.ts';
import { keyStorePath } from '../../camera/key-store.ts';
import { getCameraRecordLeniently } from '../../records/camera-record.ts';
import { documentClient } from '../../records/document-client.ts';
import { yesOption, type AsksFirst } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { RefusedError, UnavailableError, UsageError } from '../failures.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';
import { pairingTokenOf } from './pairing-token.ts';

interface ControlOptions extends GlobalOptions {
  readonly serial?: string;
  readonly camera?: string;
  readonly keyStore?: string;
}

export function addControlCommands(camera: Command): void {
  addControl(camera, 'pair', "give a running simulated camera the pairing token of its user's app")
    .requiredOption(
      '--token <token>',
      'the token; - asks for it, or reads it from standard input: no list of processes shows it',
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ControlOptions & { readonly token: string }>();
      await use(options, { control: 'pair', pairingToken: await pairingTokenOf('--token', options.token) });
    });

  addControl(camera, 'reset', 'reset a running simulated camera to factory settings: its owner and its shares are gone')
    .addOption(yesOption())
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ControlOptions & AsksFirst>();
      const which = options.serial ?? options.camera;
      if (which === undefined) throw whichCamera();
      const question = `This ends the ownership and all shares of camera ${which}. Type that to go on: `;
      if (!options.yes) await confirm(question, which);
      await use(options, { control: 'reset' });
    });

  addControl(
    camera,
    'press-button',
    'press the button of a running simulated camera: for ten minutes it may be set up',
  ).action((_: unknown, command: Command) =>
    use(command.optsWithGlobals<ControlOptions>(), { control: 'press-button' }),
  );
}

function addControl(camera: Command, name: string, description: string): Command {
  return camera
    .command(name)
    .description(description)
    .option('--serial <serial>', 'serial number of the camera')
    .option('--camera <name>', 'or its name, once it is registered')
    .option('--key-store <dir>', 'where it keeps its key and certificate (default: <data-dir>/cameras)');
}

async function use(options: ControlOptions, request: ControlRequest): Promise<void> {
  const serialNumber = options.serial ?? (await serialNumberOf(options));
  const path = keyStorePath(options.keyStore ?? join(options.dataDir, 'cameras'), serialNumber, 'controls');
  const { outcome, message } = await useControls(path, request).catch((error: unknown) => {
    if (!(error instanceof CameraNotRunningError)) throw error;
    throw new RefusedError(
      `No simulated camera with serial number ${serialNumber} runs with this key store. Start it with "lensgate camera start --serial ${serialNumber}", or name its --key-store.`,
    );
  });
  if (outcome === 'refused') throw new RefusedError(message);
  if (outcome === 'waiting') throw new UnavailableError(message);
  printer(options.json).result({ serialNumber, outcome, message }, message);
}

async function serialNumberOf(options: ControlOptions): Promise<string> {
  if (options.camera === undefined) throw whichCamera();
  const target = await openTarget(options);
  const table = { client: documentClient(target.client), tableName: await target.output('TableName') };
  const record = await getCameraRecordLeniently(table, options.camera);
  if (record?.serialNumber !== undefined) return record.serialNumber;
  throw new RefusedError(`There is no camera ${options.camera}: give its --serial until it is registered.`);
}

const whichCamera = (): UsageError => new UsageError('Which camera? Give --serial or --camera.');
