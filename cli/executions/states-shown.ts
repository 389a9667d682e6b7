// The states of an execution, as `lensgate executions show` tells them.
import type { ExecutionStatus, HistoryEvent } from '@aws-sdk/client-sfn';
import type { StateRun } from '../../executions/state-run.ts';
import { readRuns } from '../../executions/state-runs.ts';

export interface StateShown extends Pick<StateRun, 'name' | 'type' | 'outcome' | 'attempts' | 'error' | 'cause'> {
  readonly enteredAt: Date;
  /** Absent while the execution is in it. */
  readonly durationMs?: number;
}

/** One per visit of a state, in order. `status` is the execution's. */
export function statesShown(events: readonly HistoryEvent[], status: ExecutionStatus): StateShown[] {
  return readRuns(events, status).runs.map(({ name, type, outcome, enteredAt, exitedAt, attempts, error, cause }) => ({
    ...{ name, type, outcome, enteredAt: new Date(enteredAt), attempts },
    ...(exitedAt !== undefined && { durationMs: exitedAt - enteredAt }),
    ...(error !== undefined && { error, cause }),
  }));
}
