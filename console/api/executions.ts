// Executions, as the console's backend and its pages exchange them.
import type { HistoryRow, StateRun, Status } from '../../executions/state-run.ts';

export type { HistoryRow, RunOutcome, StateRun, Status } from '../../executions/state-run.ts';

export interface ExecutionRow {
  readonly name: string;
  readonly status: Status;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  /** Known once it has ended, or when the camera has a record. */
  readonly cameraName?: string;
  readonly serialNumber?: string;
  readonly error?: string;
  /** The beginning of it. */
  readonly cause?: string;
}

export interface ExecutionsNews {
  /** All that is known instead of what changed. */
  readonly all: boolean;
  readonly rows: readonly ExecutionRow[];
  /** False while older executions are still being read. */
  readonly complete: boolean;
  /** Why nothing new comes at the moment. */
  readonly trouble?: string;
}

/** A state machine's definition, as far as it is drawn. [Amazon States Language] */
export interface StateMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next?: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly StateMachine[];
  readonly ItemProcessor?: StateMachine;
}

export interface ExecutionDetail extends ExecutionRow {
  readonly arn: string;
  readonly input?: string;
  readonly output?: string;
  readonly definition: StateMachine;
  readonly runs: readonly StateRun[];
  readonly history: readonly HistoryRow[];
  /** It was stopped or ran out of time, not longer than 14 days ago: it can go on where it stood. */
  readonly canRedrive: boolean;
  /** The same execution in AWS's console; absent on the local cloud. */
  readonly awsConsoleUrl?: string;
}

export interface Retried {
  readonly executionName: string;
}
