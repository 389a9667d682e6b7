// How a state fails: an error name and a cause, as Retry and Catch see them, and the events that tell of it.
import type { PendingEvent } from './history.ts';

export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string;
  override readonly cause: string | undefined;
  /** Written to the history together with what follows from the failure (a retry, a catch, the end). */
  readonly events: readonly PendingEvent[];

  constructor(error: string, cause?: string, events: readonly PendingEvent[] = []) {
    super(`${error}: ${cause ?? ''}`);
    this.error = error;
    this.cause = cause;
    this.events = events;
  }

  after(...earlier: PendingEvent[]): StateFailure {
    return new StateFailure(this.error, this.cause, [...earlier, ...this.events]);
  }

  followedBy(...later: PendingEvent[]): StateFailure {
    return new StateFailure(this.error, this.cause, [...this.events, ...later]);
  }
}

/** What a task's call throws to fail the task: `Iot.ResourceNotFoundException` and a text. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly error: string;
  override readonly cause: string;
  /** The call was throttled, or the service is down: made again, it may succeed. */
  readonly passing: boolean;

  constructor(error: string, cause: string, { passing = false } = {}) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
    this.passing = passing;
  }
}

export const runtimeFailure = (cause: string): StateFailure => new StateFailure('States.Runtime', cause);

export const dataLimitExceeded = (cause: string): StateFailure => new StateFailure('States.DataLimitExceeded', cause);
