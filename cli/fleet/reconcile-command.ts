// `lensgate fleet reconcile`: compares the fleet with what it should be, and repairs what differs.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { InvalidArgumentError, type Command } from 'commander';
import { readCause } from '../../executions/cause.ts';
import { executionsOf, type Execution, type Executions } from '../../executions/executions.ts';
import { RefusedError } from '../failures.ts';
import { printer, table } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

interface ReconcileOptions extends GlobalOptions {
  readonly dryRun: boolean;
  readonly secondLookAfter: number;
}

/** What ReconcileFleet succeeds with (statemachines/reconcile-fleet.asl.yaml). */
interface Reconciled {
  readonly dryRun: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly found: readonly Line[];
  /** Keys: drift and subject. */
  readonly repaired: readonly string[];
  /** What both looks found: repaired, unless the run is dry. */
  readonly due: readonly Line[];
  readonly postponed: string;
}

interface Line {
  readonly drift: string;
  readonly subject: string;
  readonly says: string;
}

const lookEveryMs = 1_000;

const explanation = `
ReconcileFleet runs every night, too. It looks twice, five minutes apart, and repairs only what both looks found; an
active certificate that no record names is made INACTIVE at once. Workflows that it starts go on after this command ends.
What a person has to decide is told and left alone.`;

export function addFleetCommands(program: Command): void {
  program
    .command('fleet')
    .description('all cameras together')
    .command('reconcile')
    .description('compare the fleet with what it should be, and repair what differs')
    .option('--dry-run', 'only tell what would be repaired', false)
    .option('--second-look-after <seconds>', 'how long to wait between the two looks', seconds, 300)
    .addHelpText('after', explanation)
    .action(async (_: unknown, command: Command) => {
      const { json, ...options } = command.optsWithGlobals<ReconcileOptions>();
      const target = await openTarget({ json, ...options });
      const stateMachineArn = await target.output('ReconciliationStateMachineArn');
      const executions = executionsOf(new SFNClient(target.client), stateMachineArn);
      const name = `on-demand-${randomUUID()}`;
      const { dryRun, secondLookAfter: secondLookAfterSeconds } = options;
      await executions.start(name, JSON.stringify({ dryRun, secondLookAfterSeconds }));
      const ended = await endOf(executions, name);
      if (ended.status !== 'SUCCEEDED') {
        throw new RefusedError(readCause(ended.cause).message || `Execution ${name} is ${ended.status}.`);
      }
      const reconciled = JSON.parse(ended.output!) as Reconciled;
      printer(json).result({ executionName: name, ...reconciled }, inWords(reconciled));
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 3600) return value;
  throw new InvalidArgumentError('It takes a whole number of seconds from 1 to 3600.');
}

async function endOf({ describe }: Pick<Executions, 'describe'>, name: string): Promise<Execution> {
  for (;;) {
    const execution = await describe(name);
    if (execution.status !== 'RUNNING') return execution;
    await delay(lookEveryMs);
  }
}

const keyOf = ({ drift, subject }: Line): string => `${drift} ${subject}`;

function inWords({ dryRun, found, due, repaired, counts, postponed }: Reconciled): string {
  if (postponed !== '') return postponed;
  const isDue = new Set(due.map(keyOf));
  const lines = new Map([...due, ...found].map((line) => [keyOf(line), line]));
  if (lines.size === 0) return 'Everything is as it should be.';
  const fate = (line: Line): string => {
    if (repaired.includes(keyOf(line))) return 'repaired';
    if (!isDue.has(keyOf(line))) return 'left';
    return dryRun ? 'would be repaired' : 'not needed';
  };
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    table(
      ['WHAT', 'DRIFT', 'FOUND'],
      [...lines.values()].map((line) => [fate(line), line.drift, line.says]),
    ),
    ...(total > found.length ? ['', `The first ${found.length} of ${total}.`] : []),
  ].join('\n');
}
