// `lensgate executions list`: the newest, and of which cameras they are.
import type { Command } from 'commander';
import { executionArn } from '../../executions/execution-starter.ts';
import type { Table } from '../../records/camera-table.ts';
import { documentClient } from '../../records/document-client.ts';
import { moment, positiveInteger } from '../arguments.ts';
import { RefusedError } from '../failures.ts';
import { printer, table } from '../output.ts';
import type { GlobalOptions, Target } from '../target.ts';
import { duration } from './duration.ts';
import { findExecutions, listExecutions } from './list-executions.ts';
import { openExecutions } from './open-executions.ts';
import { ofWhom, statusOf, subjectOptions, wantedSubject, type SubjectOptions } from './subject-options.ts';

interface ListOptions extends GlobalOptions, SubjectOptions {
  readonly since?: number;
  readonly limit: number;
}

export function addListCommand(group: Command): void {
  subjectOptions(group.command('list').description('newest first, with the cameras that they are about'))
    .option('--since <when>', 'that began since then: 90m, 12h, 7d, or a date', moment)
    .option('--limit <n>', 'how many at most', positiveInteger, 20)
    .addHelpText('after', ofWhom)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const status = statusOf(options);
      const { target, executions, stateMachineArn } = await openExecutions(options);
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
