// Calls to one AWS service, which may refuse: then it is left alone, ever longer, while the others go on.

export interface Lane {
  /** Does the work unless the service is being left alone. Never rejects. */
  run(work: () => Promise<void>): Promise<void>;
  /** For how long it is left alone, in milliseconds; 0 when all is well. */
  restMs(): number;
  /** What the last work failed of, in words. */
  readonly trouble: string | undefined;
}

const firstRestMs = 2000;
export const longestRestMs = 60_000;

export function openLane(now: () => number, describeFailure: (error: unknown) => string): Lane {
  let failures = 0;
  let until = -Infinity;
  let trouble: string | undefined;
  const restMs = (): number => Math.max(0, until - now());
  return {
    restMs,
    get trouble() {
      return trouble;
    },
    async run(work) {
      if (restMs() > 0) return;
      try {
        await work();
        [failures, trouble] = [0, undefined];
      } catch (error) {
        trouble = describeFailure(error);
        until = now() + Math.min(firstRestMs * 2 ** failures++, longestRestMs);
      }
    },
  };
}
