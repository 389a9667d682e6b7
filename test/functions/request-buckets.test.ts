// Token buckets, held against a simulation that refills a number of tokens in small steps.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RequestBuckets } from '../../functions/shared/request-buckets.ts';

describe('a bucket in memory', () => {
  it('gives what it holds at once, then one after the other as they come back', () => {
    let now = 0;
    const bucket = new RequestBuckets({ burst: 3, perSecond: 2 }, () => now);
    expect([1, 2, 3].map(() => bucket.take('a'))).toEqual([undefined, undefined, undefined]);
    expect(bucket.take('a')).toBe(1);
    now = 499;
    expect(bucket.take('a')).toBe(1);
    now = 500;
    expect(bucket.take('a')).toBeUndefined();
    expect(bucket.take('a')).toBe(1);
  });

  it('is one of its own for each subject', () => {
    const bucket = new RequestBuckets({ burst: 1, perSecond: 1 }, () => 0);
    expect(['a', 'b', 'a'].map((subject) => bucket.take(subject))).toEqual([undefined, undefined, 1]);
  });

  it('gives more than it ever holds only when it is full, and is empty for as long as that takes', () => {
    let now = 0;
    const bucket = new RequestBuckets({ burst: 2, perSecond: 1 }, () => now);
    expect(bucket.take('wall', 10)).toBeUndefined();
    now = 8_000;
    expect(bucket.take('wall')).toBe(1);
    now = 9_000;
    expect(bucket.take('wall')).toBeUndefined();
  });

  it('refuses exactly what a bucket of tokens would', () => {
    const step = fc.record({ waitMs: fc.integer({ min: 0, max: 3_000 }), tokens: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 0;
        let level = 4_000; // thousandths of a token; one comes back per second
        const bucket = new RequestBuckets({ burst: 4, perSecond: 1 }, () => now);
        for (const { waitMs, tokens } of steps) {
          now += waitMs;
          level = Math.min(4_000, level + waitMs);
          const enough = level >= tokens * 1000;
          if (enough) level -= tokens * 1000;
          expect(bucket.take('a', tokens) === undefined).toBe(enough);
        }
      }),
    );
  });
});
