// What happened in executions that an execution started and waited for, beside the states that did so.
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { StateRun, Status } from './state-run.ts';
import { readRuns } from './state-runs.ts';

const statusOfEnd: Readonly<Record<string, Status>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

/** The same visits, with what their nested executions did so far. Rejects with what `historyOf` rejects with. */
export function withNestedRuns(
  runs: readonly StateRun[],
  historyOf: (executionArn: string) => Promise<readonly HistoryEvent[]>,
): Promise<StateRun[]> {
  return Promise.all(
    runs.map(async (run) => {
      if (run.nestedArn === undefined) return run;
      const events = await historyOf(run.nestedArn);
      const [stateMachineName = '', name = ''] = run.nestedArn.split(':').slice(-2);
      const status = statusOfEnd[events.at(-1)?.type ?? ''] ?? 'RUNNING';
      return { ...run, nested: { stateMachineName, name, runs: readRuns(events, status).runs } };
    }),
  );
}
