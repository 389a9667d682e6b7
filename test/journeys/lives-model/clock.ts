// Time for histories: the cloud's clock may differ from that of functions and people, and nobody waits long for what takes seconds.
import { systemClock, type Clock } from '../../../localcloud/core/clock.ts';

/** What takes longer is a limit, and not a pause. */
const longestPauseMs = 5_000;
const times = 5;
/** Clocks of AWS's services are right within two minutes. [IOT: life-cycle-events] */
const mostMs = 2 * 60_000;

export class HurriedClock implements Clock {
  /** By how much it is ahead of functions, cameras and people: it only ever gets faster. */
  #aheadMs = -mostMs;

  jump(): void {
    this.#aheadMs = Math.min(this.#aheadMs + mostMs, mostMs);
  }

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  after(delayMs: number, action: () => void) {
    return systemClock.after(delayMs <= longestPauseMs ? delayMs / times : delayMs, action);
  }
}
