// `lensgate console`: the web console on this machine, for the local cloud or an AWS account.
import { SFNClient } from '@aws-sdk/client-sfn';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { BuildError, buildWhenStale, pagesDir } from '../../console/build.ts';
import { serveConsole, type RunningConsole } from '../../console/server/serve.ts';
import { cameraActionsFor } from '../camera/for-console.ts';
import { openDemoCameras } from './demo-cameras.ts';
import { gatherEvidence } from '../doctor/evidence.ts';
import { examine } from '../doctor/examine.ts';
import { executionsOf } from '../../executions/executions.ts';
import { describeFailure, RefusedError, UsageError } from '../failures.ts';
import { interrupted } from '../interrupted.ts';
import { openManifestForConsole } from '../manifest/for-console.ts';
import { printer } from '../output.ts';
import { retryRegistration } from '../executions/retry-registration.ts';
import { openTarget, type GlobalOptions } from '../target.ts';
import { viewersOf } from '../viewing/viewers.ts';

interface ConsoleOptions extends GlobalOptions {
  readonly port: number;
  readonly untilInputEnds?: boolean;
}

const defaultPort = 4573;

export function addConsoleCommand(program: Command): void {
  program
    .command('console')
    .description('serve the web console to a browser on this machine, until Ctrl-C; the URL that it prints lets in')
    .option('--port <n>', 'port on 127.0.0.1; 0 for a free one', portNumber, defaultPort)
    .addOption(new Option('--until-input-ends', 'end with whoever started it').hideHelp())
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ConsoleOptions>();
      const target = await openTarget(options);
      const { client } = target;
      const [stateMachineArn, reconciliationStateMachineArn, tableName, queueUrl, historyTableName, apiUrl, viewers] =
        await Promise.all([
          target.output('StateMachineArn'),
          target.outputIfAny('ReconciliationStateMachineArn'),
          target.output('TableName'),
          target.output('RegistrationQueueUrl'),
          target.outputIfAny('HistoryTableName'),
          target.output('ApiUrl'),
          viewersOf(target),
        ]);
      await buildWhenStale().catch((error: unknown) => {
        throw error instanceof BuildError ? new RefusedError(error.message) : error;
      });
      const demoCameras = target.local && openDemoCameras(options, tableName, client);
      const executions = executionsOf(new SFNClient(client), stateMachineArn);
      const running = await serve(options.port, {
        client,
        local: target.local !== undefined,
        stackName: options.stack,
        stateMachineArn,
        tableName,
        ...(historyTableName !== undefined && { historyTableName }),
        ...(reconciliationStateMachineArn !== undefined && { reconciliationStateMachineArn }),
        pages: pagesDir,
        retryRegistration: (name) => retryRegistration(client, queueUrl, executions, name),
        examineCamera: async (cameraName) => examine(await gatherEvidence(target, cameraName, {})),
        cameraActions: cameraActionsFor(target),
        openManifest: openManifestForConsole(client, tableName),
        ...(demoCameras && { addDemoCamera: demoCameras.add }),
        apiUrl,
        viewers,
        describeFailure: (error) => describeFailure(error).message,
      });
      const { event } = printer(options.json);
      event({ type: 'console-started', url: running.url }, `The console: ${running.url}`);
      const stop = interrupted();
      await new Promise<void>((resolve) => {
        stop.addEventListener('abort', () => resolve(), { once: true });
        if (options.untilInputEnds) process.stdin.resume().once('end', resolve).once('error', resolve);
      });
      await demoCameras?.stop();
      await running.stop();
    });
}

async function serve(port: number, options: Omit<Parameters<typeof serveConsole>[0], 'port'>): Promise<RunningConsole> {
  try {
    return await serveConsole({ ...options, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`Port ${port} is in use by another program. Name another with --port, or 0 for a free one.`);
  }
}

function portNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('It takes a whole number from 0 to 65535.');
  }
  return value;
}
