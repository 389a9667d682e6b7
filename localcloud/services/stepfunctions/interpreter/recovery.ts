// Which Retry or Catch answers to an error, and how long a retry waits. [ASL spec: errors]
import type { Retrier } from './definition.ts';

// Errors that a task itself reports; the interpreter's own aren't "a task that failed".
const reportedByTask = (error: string): boolean => !error.startsWith('States.') || error === 'States.Permissions';

export function matchesError(errorEquals: readonly string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  return errorEquals.some(
    (name) =>
      name === error ||
      (name === 'States.ALL' && error !== 'States.DataLimitExceeded') ||
      (name === 'States.TaskFailed' && reportedByTask(error)) ||
      (name === 'States.Timeout' && error === 'States.HeartbeatTimeout'),
  );
}

export interface PlannedRetry {
  /** How often each retrier of the state was used, this time included. */
  readonly uses: readonly number[];
  readonly delayMs: number;
}

/** The first retrier that names the error decides; undefined when there is none or it is used up. */
export function planRetry(
  retriers: readonly Retrier[],
  uses: readonly number[],
  error: string,
  random: () => number,
): PlannedRetry | undefined {
  const index = retriers.findIndex(({ ErrorEquals }) => matchesError(ErrorEquals, error));
  const retrier = retriers[index];
  if (!retrier) return undefined;
  const used = uses[index] ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
  const seconds = Math.min(
    (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used,
    retrier.MaxDelaySeconds ?? Infinity,
  );
  return {
    uses: retriers.map((_, other) => (uses[other] ?? 0) + (other === index ? 1 : 0)),
    delayMs: Math.round(seconds * 1000 * (retrier.JitterStrategy === 'FULL' ? random() : 1)),
  };
}
