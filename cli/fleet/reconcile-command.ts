// `lensgate fleet reconcile`: compares the fleet with what it should be, and repairs what differs.
import { randomUUID } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import { InvalidArgumentError, type Command } from 'commander';
import { executionsOf } from '../../executions/executions.ts';
import { readReconciliation, type Reconciliation, type ReconciliationLine } from '../../executions/reconciliation.ts';
import { awaitEnd } from '../executions/await-end.ts';
import { RefusedError } from '../failures.ts';
import { printer, table } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

interface ReconcileOptions extends GlobalOptions {
  readonly dryRun: boolean;
  readonly secondLookAfter: number;
}

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
      const end = await awaitEnd(executions, name);
      if (!end.succeeded) throw new RefusedError(end.message);
      const reconciled = readReconciliation(end.output!);
      printer(json).result({ executionName: name, ...reconciled }, inWords(reconciled));
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 3600) return value;
  throw new InvalidArgumentError('It takes a whole number of seconds from 1 to 3600.');
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
