// The command line: its options, its commands, and what each exit code means.
import { Command, CommanderError } from 'commander';
import { addCameraCommands } from './camera/command.ts';
import { addCamerasCommands } from './cameras/command.ts';
import { addCertificatesCommands } from './certificates/command.ts';
import { addConsoleCommand } from './console/command.ts';
import { addDoctorCommand } from './doctor/command.ts';
import { addExecutionsCommands } from './executions/command.ts';
import { addFleetCommands } from './fleet/reconcile-command.ts';
import { addManifestCommands } from './manifest/command.ts';
import { addSharesCommands } from './shares/command.ts';
import { addStreamCommands } from './stream/command.ts';
import { addTokenCommand } from './viewing/token-command.ts';
import { addViewerUrlCommand } from './viewing/viewer-url-command.ts';
import { describeFailure } from './failures.ts';

const exitCodes = `
Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 the service could not be reached.`;

const targets = `
Without --profile or --region the commands work on the local cloud whose endpoints.json lies in --data-dir
(start one with npm start); with one of them, on the stack in that AWS account.`;

export async function main(argv: string[]): Promise<void> {
  const program = new Command('lensgate')
    .description('Register, watch and view Lensgate cameras.')
    .option('--data-dir <dir>', 'data directory of the local cloud', '.lensgate')
    .option('--profile <name>', "AWS profile to use, as in the AWS CLI's configuration")
    .option('--region <name>', 'AWS region of the stack')
    .option('--stack <name>', 'name of the service stack', 'Lensgate-dev-Service')
    .option('--json', 'machine-readable output: one JSON document, or one per line for what goes on', false)
    .showHelpAfterError('(lensgate --help lists the commands)')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', targets)
    .addHelpText('afterAll', exitCodes)
    .exitOverride();
  addManifestCommands(program);
  addCamerasCommands(program);
  addCameraCommands(program);
  addCertificatesCommands(program);
  addSharesCommands(program);
  addExecutionsCommands(program);
  addFleetCommands(program);
  addStreamCommands(program);
  addTokenCommand(program);
  addViewerUrlCommand(program);
  addDoctorCommand(program);
  addConsoleCommand(program);
  inheritExitOverride(program);

  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const { message, exitCode } = describeFailure(error);
    console.error(message);
    process.exitCode = exitCode;
  }
}

function inheritExitOverride(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritExitOverride(child);
  }
}
