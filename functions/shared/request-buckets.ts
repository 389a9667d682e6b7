// How often somebody may ask: token buckets in this environment's memory.
import { tooManyRequests } from './http/problem.ts';

/** Tokens: so many at once, and so many come back each second. */
export interface RequestLimit {
  readonly burst: number;
  readonly perSecond: number;
}

const mostSubjects = 50_000;

/**
 * In memory, so that a viewer URL keeps costing one database request. Lambda runs several environments, so that the true limit is a small
 * multiple: it is there for a loop in an app, not for a bill. Limits that must be exact are in the table (token-bucket.ts).
 */
export class RequestBuckets {
  readonly #limit: RequestLimit;
  readonly #now: () => number;
  // When each bucket is full again, in milliseconds since the epoch; oldest use first.
  readonly #fullAt = new Map<string, number>();

  /** @param now milliseconds since the epoch */
  constructor(limit: RequestLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Takes that many tokens, or none: then it answers after how many seconds there will be as many (at least 1). */
  take(subject: string, tokens = 1): number | undefined {
    const { burst, perSecond } = this.#limit;
    const now = this.#now();
    const fullAt = Math.max(this.#fullAt.get(subject) ?? 0, now) + (tokens * 1000) / perSecond;
    const latest = now + (burst * 1000) / perSecond;
    // A batch that is larger than the bucket gets through when the bucket is full.
    if (fullAt > latest && fullAt - (tokens * 1000) / perSecond > now) {
      return Math.max(1, Math.ceil((fullAt - latest) / 1000));
    }
    this.#fullAt.delete(subject);
    this.#fullAt.set(subject, fullAt);
    if (this.#fullAt.size > mostSubjects) this.#fullAt.delete(this.#fullAt.keys().next().value!);
    return undefined;
  }

  /** @throws Problem 429 */
  takeOrRefuse(subject: string, what: string, tokens = 1): void {
    const seconds = this.take(subject, tokens);
    if (seconds !== undefined) throw tooManyRequests(seconds, `${what}. Ask again in ${seconds} s.`);
  }
}
