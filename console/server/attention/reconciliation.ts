// What the newest run of the reconciler found, and what became of it.
import { newestExecutions, type Executions } from '../../../executions/executions.ts';
import { readCause } from '../../../executions/cause.ts';
import { maskSecrets } from '../../../executions/mask-secrets.ts';
import { readReconciliation } from '../../../executions/reconciliation.ts';
import type { ReconciliationNews } from '../../api/attention.ts';

/** Without runs it is empty. Rejects with the SDK's error. */
export async function newestReconciliation(
  executions: Pick<Executions, 'list' | 'describe'>,
): Promise<ReconciliationNews> {
  const [newest] = await newestExecutions(executions, { limit: 1 });
  if (!newest) return {};
  const { status, output, cause, startDate, stopDate } = await executions.describe(newest.name!);
  const startedAt = startDate!.getTime();
  if (stopDate === undefined) return { run: { startedAt, outcome: 'running' } };
  const ended = { startedAt, endedAt: stopDate.getTime() };
  if (status === 'SUCCEEDED' && output !== undefined) {
    return { run: { ...ended, outcome: 'succeeded', ...readReconciliation(maskSecrets(output)!) } };
  }
  const says = maskSecrets(readCause(cause).message) || `It ended as ${status}.`;
  return { run: { ...ended, outcome: 'failed', says } };
}
