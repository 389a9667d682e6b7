// `lensgate fleet reconcile`: compares the fleet with what it should be, and repairs what differs.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { InvalidArgumentError, type Command } from 'commander';
import { readCause } from '../../executions/cause.ts';
import { executionsOf, type Execution, type Executions } from '../../executions/executions.ts';
import { readReconciliation, type Reconciliation, type ReconciliationLine } from '../../executions/reconciliation.ts';
import { RefusedError } from '../failures.ts';
import { printer, table } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

interface ReconcileOptions extends GlobalOptions {
  readonly dryRun: boolean;
  readonly secondLookAfter: number;
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
      const reconciled = readReconciliation(ended.output!);
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

const fates: Readonly<Record<ReconciliationLine['fate'], string>> = {
  repaired: 'repaired',
  'would-be-repaired': 'would be repaired',
  'not-needed': 'not needed',
  left: 'left',
};

function inWords({ lines, total, postponed }: Reconciliation): string {
  if (postponed !== undefined) return postponed;
  if (lines.length === 0) return 'Everything is as it should be.';
  return [
    table(
      ['WHAT', 'DRIFT', 'FOUND'],
      lines.map(({ fate, drift, says }) => [fates[fate], drift, says]),
    ),
    ...(total > lines.length ? ['', `The first ${lines.length} of ${total}.`] : []),
  ].join('\n');
}
