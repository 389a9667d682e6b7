// Time as an object: services ask it, so that tests move hours in an instant and nothing sleeps.

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `action` once after `delayMs`; the timer keeps no process alive. */
  after(delayMs: number, action: () => void): Timer;
}

// setTimeout overflows above 2^31-1 ms and would fire at once; a Wait state may be a year long.
const longestTimeoutMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    const due = Date.now() + delayMs;
    let handle: NodeJS.Timeout;
    const arm = (): void => {
      const left = due - Date.now();
      handle = setTimeout(left > longestTimeoutMs ? arm : action, Math.min(Math.max(left, 0), longestTimeoutMs));
      handle.unref();
    };
    arm();
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Resolves after `delayMs`; rejects with the signal's reason when it is aborted before. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A clock that stands still until a test moves it. Timers fire in order of their due time. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { due: number; action: () => void }[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): Timer {
    const timer = { due: this.#now + Math.max(delayMs, 0), action };
    this.#timers.push(timer);
    return { cancel: () => void (this.#timers = this.#timers.filter((other) => other !== timer)) };
  }

  /** Moves time forward and lets everything that became due run, and what that makes due in the same span. */
  async advance(byMs: number): Promise<void> {
    const end = this.#now + byMs;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.due);
      next.action();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  /** Milliseconds until the next timer, or undefined when none is armed. */
  get nextTimerInMs(): number | undefined {
    const next = this.#next(Infinity);
    return next && next.due - this.#now;
  }

  #next(end: number): { due: number; action: () => void } | undefined {
    return this.#timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
  }
}

/** Lets promise chains and finished I/O run until nothing more is ready right now. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
