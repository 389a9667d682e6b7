// Full jitter: evenly between nothing and an exponentially growing bound. [AWS Architecture Blog: exponential backoff and jitter]
import { describe, expect, it } from '@jest/globals';
import { retryDelayMs } from '../../camera/backoff.ts';

describe('the delay before another attempt', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [7, 60_000],
    [10_000, 60_000],
  ])('after failure %d is at most %d ms, and may be none', (attempt, longest) => {
    const delay = (random: number) => retryDelayMs(attempt, { baseMs: 1000, capMs: 60_000, random: () => random });
    expect(delay(0)).toBe(0);
    expect(delay(0.5)).toBe(longest / 2);
    expect(delay(0.9999999)).toBe(longest);
  });
});
