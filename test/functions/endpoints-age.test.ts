// When a channel's endpoints are fetched anew.
import { describe, expect, it } from '@jest/globals';
import { needNewEndpoints } from '../../functions/shared/endpoints-age.ts';

const fetchedAt = 1_763_798_403;
const after = (seconds: number) => (fetchedAt + seconds) * 1000;

describe('endpoints', () => {
  it.each<[number, boolean]>([
    [0, false],
    [28_799, false], // 80% of ten hours are eight
    [28_800, true],
    [36_000, true],
  ])('that are %d s old are fetched anew: %s', (age, expected) => {
    expect(needNewEndpoints(fetchedAt, after(age))).toBe(expected);
  });

  it.each<[number, boolean]>([
    [0, false],
    [59, false],
    [60, true],
    [28_799, true],
  ])('with which somebody could not connect are, when they are %d s old: %s', (age, expected) => {
    expect(needNewEndpoints(fetchedAt, after(age), { connectionFailed: true })).toBe(expected);
  });

  it('of an unknown age are fetched anew', () => {
    expect(needNewEndpoints(undefined, after(0))).toBe(true);
  });
});
