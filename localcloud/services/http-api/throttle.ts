// Token buckets: the stage's rate and burst, one bucket per route. [APIGW: http-api-throttling]
import type { Clock } from '../../core/clock.ts';
import type { Stage } from './api-parts.ts';

export class RouteThrottle {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one token; false when there is none: 429. */
  admits(stage: Stage, routeKey: string): boolean {
    const limit = stage.routeThrottles[routeKey] ?? stage.throttle;
    if (!limit) return true;
    const now = this.#clock.now();
    const key = `${stage.name} ${routeKey}`;
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: limit.burst, at: now };
    const filled = Math.min(limit.burst, tokens + ((now - at) / 1000) * limit.requestsPerSecond);
    this.#buckets.set(key, { tokens: filled >= 1 ? filled - 1 : filled, at: now });
    return filled >= 1;
  }
}
