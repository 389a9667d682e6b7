// So many events per second, and no more: counted over the second that has just passed.
import type { Clock } from '../../../core/clock.ts';

export class RateLimit {
  readonly perSecond: number;
  readonly #clock: Clock;
  #times: number[] = [];

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.perSecond = perSecond;
  }

  /** Whether one more may pass now; if so, it is counted. */
  allows(): boolean {
    const now = this.#clock.now();
    this.#times = this.#times.filter((time) => time > now - 1000);
    if (this.#times.length >= this.perSecond) return false;
    this.#times.push(now);
    return true;
  }
}
