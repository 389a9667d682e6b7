// The states of an execution, as `lensgate executions show` tells them.
import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import type { Executions } from '../../executions/executions.ts';
import { withNestedRuns } from '../../executions/nested-runs.ts';
import type { NestedExecution, StateRun } from '../../executions/state-run.ts';
import { readRuns } from '../../executions/state-runs.ts';

export interface StateShown extends Pick<StateRun, 'name' | 'type' | 'outcome' | 'attempts' | 'error' | 'cause'> {
  readonly enteredAt: Date;
  /** Absent while the execution is in it. */
  readonly durationMs?: number;
  /** Of an execution that it started and waited for. */
  readonly nested?: Omit<NestedExecution, 'runs'> & { readonly runs: readonly StateShown[] };
}

/** One per visit of a state, in order. `status` is the execution's. */
export async function statesShown(
  executions: Pick<Executions, 'history' | 'historyOf'>,
  name: string,
  status: ExecutionStatus,
): Promise<StateShown[]> {
  const { runs } = readRuns(await executions.history(name), status);
  return (await withNestedRuns(runs, executions.historyOf)).map(stateShown);
}

function stateShown({
  name,
  type,
  outcome,
  enteredAt,
  exitedAt,
  attempts,
  error,
  cause,
  nested,
}: StateRun): StateShown {
  return {
    ...{ name, type, outcome, enteredAt: new Date(enteredAt), attempts },
    ...(exitedAt !== undefined && { durationMs: exitedAt - enteredAt }),
    ...(error !== undefined && { error, cause }),
    ...(nested && { nested: { ...nested, runs: nested.runs.map(stateShown) } }),
  };
}
