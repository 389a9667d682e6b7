// How long to wait before the next attempt: exponential with full jitter, so that a fleet that was cut off at once doesn't come back at once.
import { setTimeout as delay } from 'node:timers/promises';

export interface Backoff {
  /** The first wait is up to this. */
  readonly baseMs: number;
  /** No wait is longer than this. */
  readonly capMs: number;
  /** A number in [0, 1). */
  readonly random?: () => number;
}

/** `attempt` counts failures from 1. */
export function retryDelayMs(attempt: number, { baseMs, capMs, random = Math.random }: Backoff): number {
  return Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
}

/** Resolves after the time, or at once when the signal is aborted: the caller looks at the signal. */
export async function waitFor(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal }).catch(() => undefined);
}
