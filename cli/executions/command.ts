// `lensgate executions`: what the workflow did, does, and where it failed.
import { setTimeout as delay } from 'node:timers/promises';
import { SFNClient, type ExecutionStatus } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { readCause } from '../../executions/cause.ts';
import { executionArn } from '../../executions/execution-starter.ts';
import { executionsOf, newestExecutions, type Executions } from '../../executions/executions.ts';
import { subjectOf, type Subject } from '../../executions/subject.ts';
import { executionStatuses } from '../../records/camera-history.ts';
import { getCameraRecordLeniently } from '../../records/camera-record.ts';
import type { Table } from '../../records/camera-table.ts';
import { documentClient } from '../../records/document-client.ts';
import { getManifestEntryLeniently } from '../../records/manifest-entry.ts';
import { cameraName, moment, positiveInteger } from '../arguments.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { followExecutions, listedPerLook } from './follow.ts';
import { findExecutions, isOf, listExecutions, type WantedSubject } from './list-executions.ts';
import { nameSubjects } from './name-subjects.ts';
import { interrupted } from '../interrupted.ts';
import { namedExecution } from './named-execution.ts';
import { printer, table } from '../output.ts';
import { retryRegistration } from './retry-registration.ts';
import { statesShown, type StateShown } from './states-shown.ts';
import { cameraTableOf, openTarget, type GlobalOptions, type Target } from '../target.ts';

const statuses: readonly string[] = executionStatuses;

// ListExecutions refills at 5 per second on AWS (2 in small regions), shared by everybody who looks.
const shortestInterval = 1;

const ofWhom = `
Of whom an execution is stands in the history, seconds after its end; one that runs is known by the certificate of a
registered camera. With --camera or --serial, seven days are searched unless --since says otherwise.`;

interface ListOptions extends GlobalOptions {
  readonly camera?: string;
  readonly serial?: string;
  readonly status?: string;
  readonly since?: number;
  readonly limit: number;
}

export function addExecutionsCommands(program: Command): void {
  const executions = program
    .command('executions')
    .description('registrations: executions of the state machine ProvisionCamera');

  subjectOptions(executions.command('list').description('newest first, with the cameras that they are about'))
    .option('--since <when>', 'that began since then: 90m, 12h, 7d, or a date', moment)
    .option('--limit <n>', 'how many at most', positiveInteger, 20)
    .addHelpText('after', ofWhom)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const status = statusOf(options);
      const { target, executions, stateMachineArn } = await open(options);
      const subject = await wantedSubject(target, options);
      const history = await historyOf(target);
      const { limit } = options;
      const found = subject
        ? await findExecutions(demand(history), subject, { status, limit, since: options.since ?? daysAgo(7) })
        : await listExecutions(executions, history, { status, limit, since: options.since });
      const rows = found.map(({ name, status, cameraName = '', serialNumber = '', startDate, stopDate }) => [
        ...[name, status ?? '', cameraName, serialNumber],
        startDate?.toISOString() ?? '',
        duration(startDate, stopDate),
      ]);
      const none =
        status === undefined && subject === undefined && options.since === undefined
          ? 'No executions yet. A camera starts one when it connects for the first time.'
          : 'No such executions.';
      printer(options.json).result(
        found.map((row) => ({ ...row, executionArn: executionArn(stateMachineArn, row.name), stateMachineArn })),
        rows.length === 0 ? none : table(['NAME', 'STATUS', 'CAMERA', 'SERIAL', 'STARTED', 'TOOK'], rows),
      );
    });

  executions
    .command('show')
    .description('one execution, state by state')
    .argument('<name>', 'name of the execution, or the beginning of it')
    .action(async (given: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { executions } = await open(options);
      const execution = await namedExecution(executions, given);
      const name = execution.name!;
      const { message } = readCause(execution.cause);
      const subject = subjectOf(execution);
      const states = await statesShown(executions, name, execution.status!);
      const text = [
        `${name}: ${execution.status}`,
        ...subjectInWords(subject),
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
      const why = execution.cause === undefined ? {} : { cause: message };
      printer(options.json).result({ ...document, ...subject, ...why, states }, text);
    });

  executions
    .command('retry')
    .description('register a camera whose registration failed again, without waiting for its cool-down')
    .argument('<name>', 'name of the failed execution, or the beginning of it')
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { target, executions } = await open(options);
      const queueUrl = await target.output('RegistrationQueueUrl');
      const next = await retryRegistration(target.client, queueUrl, executions, name);
      printer(options.json).result({ name: next }, `${next} starts in a moment: lensgate executions show ${next}`);
    });

  subjectOptions(
    executions
      .command('watch')
      .description('print executions as they start and end, until Ctrl-C; first those that are running'),
  )
    .option('--since <when>', 'that began since then: 90m, 12h, 7d, or a date', moment)
    .option('--interval <seconds>', `seconds between two looks, at least ${shortestInterval}`, positiveInteger, 2)
    .addHelpText('after', ofWhom)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<Omit<ListOptions, 'limit'> & { readonly interval: number }>();
      const status = statusOf(options);
      const { target, executions } = await open(options);
      const subject = await wantedSubject(target, options);
      const { event } = printer(options.json);
      const stop = interrupted();
      if (!options.json) console.error('Watching executions. Ctrl-C ends it.');
      const look = followExecutions(() => newestExecutions(executions, { limit: listedPerLook }));
      const name = nameSubjects(executions);
      while (!stop.aborted) {
        for (const happened of await name(await look())) {
          const { at, name, startDate, stopDate, cameraName = '', serialNumber = '' } = happened;
          if (status !== undefined && happened.status !== status) continue;
          if (options.since !== undefined && startDate.getTime() < options.since) continue;
          if (subject && !isOf(subject, { ...happened, executionName: name })) continue;
          const whose = [cameraName, serialNumber].filter(Boolean).join(' ');
          event(
            { ...happened },
            `${at.toISOString()}  ${happened.status?.padEnd(9)}  ${name}  ${whose}  ${duration(startDate, stopDate)}`.trimEnd(),
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

function subjectOptions(command: Command): Command {
  return command
    .option('--camera <name>', 'of this camera', cameraName)
    .option('--serial <serial>', 'of this serial number')
    .option('--status <status>', statuses.join(', '));
}

function statusOf({ status: given }: Pick<ListOptions, 'status'>): ExecutionStatus | undefined {
  const status = given?.toUpperCase();
  if (status !== undefined && !statuses.includes(status)) {
    throw new UsageError(`--status is ${given}; it takes one of ${statuses.join(', ')}.`);
  }
  return status as ExecutionStatus | undefined;
}

/** Undefined: anybody's. */
async function wantedSubject(
  target: Target,
  { camera, serial }: Pick<ListOptions, 'camera' | 'serial'>,
): Promise<WantedSubject | undefined> {
  if (camera === undefined && serial === undefined) return undefined;
  const cameras = await cameraTableOf(target);
  const name = camera ?? (await getManifestEntryLeniently(cameras, serial!))?.cameraName;
  const record = name === undefined ? undefined : await getCameraRecordLeniently(cameras, name);
  const isMeant = serial === undefined || record?.serialNumber === serial;
  return {
    ...(camera !== undefined && { cameraName: camera }),
    ...(serial !== undefined && { serialNumber: serial }),
    ...(isMeant && { certificateId: record?.certificateId }),
  };
}

async function historyOf(target: Target): Promise<Table | undefined> {
  const tableName = await target.outputIfAny('HistoryTableName');
  return tableName === undefined ? undefined : { client: documentClient(target.client), tableName };
}

function demand(history: Table | undefined): Table {
  if (history) return history;
  throw new RefusedError(
    'The stack keeps no history, so nobody knows whose executions are. Deploy it anew: every stack has one by now.',
  );
}

const daysAgo = (days: number): number => Date.now() - days * 24 * 60 * 60 * 1000;

function subjectInWords({ cameraName, serialNumber }: Subject): string[] {
  const words = [cameraName && `camera ${cameraName}`, serialNumber && `serial number ${serialNumber}`];
  const known = words.filter(Boolean).join(', ');
  return known === '' ? [] : [known];
}

async function open(
  options: GlobalOptions,
): Promise<{ target: Target; executions: Executions; stateMachineArn: string }> {
  const target = await openTarget(options);
  const stateMachineArn = await target.output('StateMachineArn');
  return { target, executions: executionsOf(new SFNClient(target.client), stateMachineArn), stateMachineArn };
}

function duration(from: Date | undefined, to: Date | undefined): string {
  if (!from || !to) return '';
  return milliseconds(to.getTime() - from.getTime());
}

function milliseconds(ms: number): string {
  return ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}
