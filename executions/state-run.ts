// What an execution's history tells people: the visits of its states, and its lines.

/** [AWS: Step Functions ExecutionStatus] */
export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

export type RunOutcome = 'running' | 'succeeded' | 'caught' | 'failed' | 'stopped';

/** One visit of a state. Times are milliseconds since the epoch; secrets are masked. */
export interface StateRun {
  /** Of the history event that entered it. */
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly enteredAt: number;
  readonly exitedAt?: number;
  readonly outcome: RunOutcome;
  readonly attempts: number;
  readonly input?: string;
  readonly output?: string;
  /** `iot:createThing`, and what it was called with. */
  readonly call?: string;
  readonly parameters?: string;
  /** Of the last attempt that failed. */
  readonly error?: string;
  readonly cause?: string;
  /** ARN of the execution that it started and waited for. */
  readonly nestedArn?: string;
  /** What that one did, once somebody has read it. */
  readonly nested?: NestedExecution;
}

export interface NestedExecution {
  readonly stateMachineName: string;
  readonly name: string;
  readonly runs: readonly StateRun[];
}

export interface HistoryRow {
  readonly id: number;
  readonly type: string;
  readonly at: number;
  readonly state?: string;
  readonly details?: string;
}
