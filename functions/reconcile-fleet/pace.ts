// Not faster than the account's quotas allow one caller among others. [AWS IoT: 10 lists per second; KVS: 50; Step Functions: DescribeExecution refills at 15]

export interface Pace {
  iot(): Promise<void>;
  kinesisVideo(): Promise<void>;
  stepFunctions(): Promise<void>;
}

export interface Timing {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export function paced({ now, sleep }: Timing): Pace {
  const atMost = (perSecond: number): (() => Promise<void>) => {
    let next = 0;
    return async () => {
      const waitMs = next - now();
      next = Math.max(next, now()) + 1000 / perSecond;
      if (waitMs > 0) await sleep(waitMs);
    };
  };
  return { iot: atMost(7), kinesisVideo: atMost(20), stepFunctions: atMost(8) };
}
