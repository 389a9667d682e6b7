// Epochs: no two lives of a camera's name share one.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstEpochOf } from '../../records/epoch.ts';

const day = 24 * 60 * 60 * 1000;
const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2126, 0, 1) });
const name = fc.uuid();

describe('the first epoch of a life', () => {
  it('begins with the moment at which its execution started', () => {
    const epoch = firstEpochOf({ startedAt: Date.UTC(2026, 11, 1, 12), executionName: 'a' });
    expect(Math.floor(epoch / 100)).toBe(1_796_126_400_000); // date -u -d 2026-12-01T12:00:00Z +%s000
  });

  it('is the same however often one execution asks, and a whole number that JSONata holds exactly', () => {
    fc.assert(
      fc.property(moment, name, (startedAt, executionName) => {
        const epoch = firstEpochOf({ startedAt, executionName });
        expect(firstEpochOf({ startedAt, executionName })).toBe(epoch);
        // [JSONata: $string rounds to 15 digits]
        expect(Number(epoch.toPrecision(15))).toBe(epoch);
      }),
    );
  });

  it('lies above the last one that is remembered, wherever the clock stands', () => {
    fc.assert(
      fc.property(moment, moment, name, (startedAt, earlier, executionName) => {
        const last = firstEpochOf({ startedAt: earlier, executionName: 'earlier' }) + 7;
        expect(firstEpochOf({ startedAt, executionName }, last)).toBeGreaterThan(last);
      }),
    );
  });

  it('is new where nothing is remembered, after as many changes of owner as a life of seconds can have', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1000, max: 3650 * day }), name, name, (startedAt, later, one, other) => {
        const last = firstEpochOf({ startedAt, executionName: one }) + 1000;
        expect(firstEpochOf({ startedAt: startedAt + later, executionName: other })).toBeGreaterThan(last);
      }),
    );
  });

  it('differs for two executions of one millisecond, most of the time', () => {
    const startedAt = Date.UTC(2026, 11, 1);
    const epochs = Array.from({ length: 50 }, (_, n) => firstEpochOf({ startedAt, executionName: `execution ${n}` }));
    expect(new Set(epochs).size).toBeGreaterThan(30);
  });
});
