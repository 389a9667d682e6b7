// Whether an execution can be redriven, and if not, in AWS's words why. [DescribeExecution: redriveStatusReason]
import type { ExecutionRecord } from './records.ts';

/** From the day the execution ended. [SFN guide: redrive eligibility] */
const redrivablePeriodMs = 14 * 24 * 3600 * 1000;
/** From its start. */
const longestOpenMs = 365 * 24 * 3600 * 1000;

export function notRedrivableReason(execution: ExecutionRecord, now: number): string | undefined {
  const { status, stoppedAt = now, startedAt } = execution;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (now - stoppedAt > redrivablePeriodMs) return 'Execution redrivable period exceeded';
  if (now - startedAt > longestOpenMs) return 'Execution has exceeded the max execution time';
  return undefined;
}
