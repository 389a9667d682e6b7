// What the interpreter needs from outside: time, chance, someone who does the tasks, and someone who writes down what happened.
import type { Clock } from '../../../core/clock.ts';
import type { HistoryRecord } from './history.ts';
import type { Json } from './json.ts';
import type { Scope } from './scope.ts';

export interface TaskCall {
  readonly stateName: string;
  /** `arn:aws:states:::aws-sdk:iot:createThing` */
  readonly resource: string;
  readonly arguments: Json;
  /** 0 for the first attempt. */
  readonly retryCount: number;
  /** Of this attempt, a UUID. A call that is made again because the process died has it again. */
  readonly requestId: string;
  /** What `submit` wrote down before the process died: the work has begun, and only its end is waited for. */
  readonly submitted?: Json;
  /** Writes down that the work has begun and goes on elsewhere (a job: `.sync`). Throws when the execution has gone on without it. */
  readonly submit: (answer: Json) => Promise<void>;
  /** Aborted when nobody waits for the answer any more; with an Interrupted that `resumes`, when somebody will wait again. */
  readonly signal: AbortSignal;
}

/** Does a task's work. Throws TaskFailure (or StateFailure, for what isn't the task's own fault) to fail it; any other error is a bug and ends the execution with States.Runtime. */
export type CallTask = (call: TaskCall) => Promise<Json>;

export interface Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: Json;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** One step of an execution. All of it becomes durable together, or none. */
export interface Step {
  readonly events: readonly HistoryRecord[];
  /** New state of scopes; undefined where a scope is gone. */
  readonly scopes: ReadonlyMap<string, Scope | undefined>;
  /** Set in the last step. */
  readonly outcome?: Outcome;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: () => number;
  readonly callTask: CallTask;
  /** Must take the step synchronously; resolves when it is durable. */
  readonly commit: (step: Step) => Promise<void>;
  /** Told when a step could not be written: the execution stands still until the next start. */
  readonly onStandstill?: (error: unknown) => void;
}

/** What `$states.context` says of the execution. */
export interface ExecutionIdentity {
  readonly id: string;
  readonly name: string;
  readonly roleArn: string;
  readonly input: Json;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly redriveCount: number;
  readonly redrivenAt?: number;
  readonly stateMachineId: string;
  readonly stateMachineName: string;
}
