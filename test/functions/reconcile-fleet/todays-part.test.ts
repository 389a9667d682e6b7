// Of more suspects than one look can ask about, each has its day.
import { expect, it } from '@jest/globals';
import { todaysPart } from '../../../functions/reconcile-fleet/drifts/finder.ts';

const dayMs = 24 * 60 * 60_000;
const suspects = Array.from({ length: 450 }, (_, index) => index);

it('is all of them where they are few', () => {
  expect(todaysPart(suspects.slice(0, 200), 0)).toEqual(suspects.slice(0, 200));
});

it('is 200 of them, the same ones all day', () => {
  const noon = 5 * dayMs + dayMs / 2;
  expect(todaysPart(suspects, noon)).toHaveLength(200);
  expect(todaysPart(suspects, noon + dayMs / 4)).toEqual(todaysPart(suspects, noon));
});

it('comes to each of them within days', () => {
  const seen = new Set([0, 1, 2].flatMap((day) => todaysPart(suspects, day * dayMs)));
  expect(seen.size).toBe(450);
});
