// `lensgate executions`: what the workflow did, does, and where it failed.
import { setTimeout as delay } from 'node:timers/promises';
import { SFNClient, type ExecutionStatus } from '@aws-sdk/client-sfn';
import { InvalidArgumentError, type Command } from 'commander';
import { readCause } from '../../executions/cause.ts';
import { executionsOf, newestExecutions, type Executions } from '../../executions/executions.ts';
import { executionStatuses } from '../../records/camera-history.ts';
import { UsageError } from '../failures.ts';
import { followExecutions, listedPerLook } from './follow.ts';
import { interrupted } from '../interrupted.ts';
import { namedExecution } from './named-execution.ts';
import { printer, table } from '../output.ts';
import { retryRegistration } from './retry-registration.ts';
import { statesShown, type StateShown } from './states-shown.ts';
import { openTarget, type GlobalOptions, type Target } from '../target.ts';

const statuses: readonly string[] = executionStatuses;

// ListExecutions refills at 5 per second on AWS (2 in small regions), shared by everybody who looks.
const shortestInterval = 1;

export function addExecutionsCommands(program: Command): void {
  const executions = program.command('executions').description('executions of the provisioning workflow');

  executions
    .command('list')
    .description('newest first')
    .option('--status <status>', statuses.join(', '))
    .option('--limit <n>', 'how many at most', positiveInteger, 20)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { status?: string; limit: number }>();
      const status = options.status?.toUpperCase();
      if (status !== undefined && !statuses.includes(status)) {
        throw new UsageError(`--status is ${options.status}; it takes one of ${statuses.join(', ')}.`);
      }
      const { executions } = await open(options);
      const wanted = { status: status as ExecutionStatus | undefined, limit: options.limit };
      const found = await newestExecutions(executions, wanted);
      const rows = found.map(({ name, status, startDate, stopDate }) => [
        name ?? '',
        status ?? '',
        startDate?.toISOString() ?? '',
        duration(startDate, stopDate),
      ]);
      const none =
        status === undefined
          ? 'No executions yet. A camera starts one when it connects for the first time.'
          : `No executions that are ${status}.`;
      printer(options.json).result(
        found,
        rows.length === 0 ? none : table(['NAME', 'STATUS', 'STARTED', 'TOOK'], rows),
      );
    });

  executions
    .command('show')
    .description('one execution, state by state')
    .argument('<name>', 'name of the execution')
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { executions } = await open(options);
      const execution = await namedExecution(executions, name);
      const { message, ...subject } = readCause(execution.cause);
      const states = await statesShown(executions, name, execution.status!);
      const text = [
        `${execution.name}: ${execution.status}`,
        `started ${execution.startDate?.toISOString()}, ` +
          (execution.stopDate ? `took ${duration(execution.startDate, execution.stopDate)}` : 'still running'),
        ...(execution.error === undefined ? [] : ['', `${execution.error}: ${message}`]),
        '',
        tableOf(states),
        ...states.flatMap(({ name, nested }) =>
          nested ? ['', `${name} ran ${nested.stateMachineName}, execution ${nested.name}:`, tableOf(nested.runs)] : [],
        ),
      ].join('\n');
      const { $metadata: _metadata, ...document } = execution as typeof execution & { $metadata?: unknown };
      const why = execution.cause === undefined ? {} : { ...subject, cause: message };
      printer(options.json).result({ ...document, ...why, states }, text);
    });

  executions
    .command('retry')
    .description('register a camera whose registration failed again, without waiting for its cool-down')
    .argument('<name>', 'name of the failed execution')
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { target, executions } = await open(options);
      const queueUrl = await target.output('RegistrationQueueUrl');
      const next = await retryRegistration(target.client, queueUrl, executions, name);
      printer(options.json).result({ name: next }, `${next} starts in a moment: lensgate executions show ${next}`);
    });

  executions
    .command('watch')
    .description('print executions as they start and end, until Ctrl-C; first those that are running')
    .option('--interval <seconds>', `seconds between two looks, at least ${shortestInterval}`, positiveInteger, 2)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { interval: number }>();
      const { executions } = await open(options);
      const { event } = printer(options.json);
      const stop = interrupted();
      if (!options.json) console.error('Watching executions. Ctrl-C ends it.');
      const look = followExecutions(() => newestExecutions(executions, { limit: listedPerLook }));
      while (!stop.aborted) {
        for (const { at, status, name, startDate, stopDate } of await look()) {
          event(
            { at, name, status, startDate, stopDate },
            `${at.toISOString()}  ${status?.padEnd(9)}  ${name}  ${duration(startDate, stopDate)}`.trimEnd(),
          );
        }
        await delay(options.interval * 1000, undefined, { signal: stop }).catch(() => undefined);
      }
    });
}

function tableOf(states: readonly StateShown[]): string {
  const rows = states.map(({ name, type, attempts, durationMs, error }) => [
    name,
    type,
    attempts > 0 ? String(attempts) : '',
    durationMs === undefined ? '' : milliseconds(durationMs),
    error ?? '',
  ]);
  return table(['STATE', 'TYPE', 'ATTEMPTS', 'TOOK', 'ERROR'], rows);
}

async function open(options: GlobalOptions): Promise<{ target: Target; executions: Executions }> {
  const target = await openTarget(options);
  return { target, executions: executionsOf(new SFNClient(target.client), await target.output('StateMachineArn')) };
}

function duration(from: Date | undefined, to: Date | undefined): string {
  if (!from || !to) return '';
  return milliseconds(to.getTime() - from.getTime());
}

function milliseconds(ms: number): string {
  return ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}
