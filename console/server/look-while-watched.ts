// When AWS is looked at: while a browser is open, and never otherwise.
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionsFeed } from './executions/executions-feed.ts';

const fleetPauseMs = 30_000;

export interface WatchedLook {
  /** While somebody watches. Returns the end of it. */
  watch(): () => void;
  readonly ended: Promise<void>;
}

/** Looks at the executions, and now and then at the fleet, which has their cameras' names. Ends with the signal. */
export function lookWhileWatched(
  feed: ExecutionsFeed,
  readFleet: () => Promise<unknown>,
  signal: AbortSignal,
): WatchedLook {
  let watchers = 0;
  let wake: () => void = () => undefined;
  const loop = async (): Promise<void> => {
    let fleetAt = -Infinity;
    while (!signal.aborted) {
      if (watchers === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        continue;
      }
      if (Date.now() - fleetAt > fleetPauseMs) {
        fleetAt = Date.now();
        // The list lacks some names without it, and says what is wrong itself.
        await readFleet().catch(() => undefined);
      }
      const pauseMs = await feed.look();
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    ended: loop(),
    watch() {
      watchers++;
      wake();
      return () => void watchers--;
    },
  };
}
