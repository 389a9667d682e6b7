// Limits: what a bucket gives, in a row and all at once, against the local DynamoDB.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { takeToken, type Limit } from '../../functions/shared/token-bucket.ts';
import { startCameraTable, type LocalCameraTable } from '../support/camera-table.ts';

const start = Date.UTC(2026, 10, 22, 8);
const claims: Limit = { kind: 'claim', capacity: 5, refillSeconds: 60 };

let table: LocalCameraTable;
let present: number;
beforeAll(async () => void (table = await startCameraTable()));
afterAll(() => table.stop());
beforeEach(() => {
  present = start;
  table.called.length = 0;
});

let subjects = 0;
const newSubject = () => `user-${++subjects}@example.com`;
const take = (limit: Limit, subject: string) => takeToken({ ...table, now: () => present }, limit, subject);
const times = async (count: number, limit: Limit, subject: string) => {
  const taken: boolean[] = [];
  for (let i = 0; i < count; i++) taken.push((await take(limit, subject)).taken);
  return taken;
};

describe('a bucket', () => {
  it('gives its capacity at once, then refuses, and says when to come back', async () => {
    const subject = newSubject();
    expect(await times(5, claims, subject)).toEqual([true, true, true, true, true]);
    expect(await take(claims, subject)).toEqual({ taken: false, retryAfterSeconds: 60 });
    present += 59_001;
    expect(await take(claims, subject)).toEqual({ taken: false, retryAfterSeconds: 1 });
    present += 1_000;
    expect(await take(claims, subject)).toEqual({ taken: true });
    expect(await take(claims, subject)).toMatchObject({ taken: false });
  });

  it('never holds more than its capacity, however long it rests', async () => {
    const subject = newSubject();
    await take(claims, subject);
    present += 1_000 * 86_400_000;
    expect(await times(6, claims, subject)).toEqual([true, true, true, true, true, false]);
  });

  it("is nobody else's: neither another subject's nor another kind's", async () => {
    const [mine, yours] = [newSubject(), newSubject()];
    await times(5, claims, mine);
    expect(await take(claims, yours)).toEqual({ taken: true });
    expect(await take({ ...claims, kind: 'share' }, mine)).toEqual({ taken: true });
  });

  it('with room for one gives one per interval', async () => {
    const [subject, report] = [newSubject(), { kind: 'report', capacity: 1, refillSeconds: 30 }];
    expect(await times(2, report, subject)).toEqual([true, false]);
    present += 30_000;
    expect(await times(2, report, subject)).toEqual([true, false]);
  });

  it('costs one request when full, two when in use, and is not read but for a refusal', async () => {
    const subject = newSubject();
    await take(claims, subject);
    expect(table.called).toEqual(['UpdateItem']);
    await take(claims, subject);
    expect(table.called.slice(1)).toEqual(['UpdateItem', 'UpdateItem']);
    await times(3, claims, subject);
    table.called.length = 0;
    await take(claims, subject);
    expect(table.called).toEqual(['UpdateItem', 'UpdateItem', 'GetItem']);
  });

  it('lies in the table as an item of its own, which may be deleted once the bucket is full', async () => {
    const subject = newSubject();
    const { client, tableName } = table;
    await take(claims, subject);
    await take(claims, subject);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { pk: { S: `limit#claim#${subject}` }, sk: { S: 'bucket' } } }),
    );
    expect(Item).toEqual({
      pk: { S: `limit#claim#${subject}` },
      sk: { S: 'bucket' },
      fullAt: { N: String(start + 120_000) },
      expiresAt: { N: String(start / 1000 + 300) },
    });
  });

  it('lets an outage through: it is neither a yes nor a no', async () => {
    const outage = { send: () => Promise.reject(new Error('the disk is on fire')) };
    const dependencies = { ...table, client: outage, now: () => present };
    await expect(takeToken(dependencies, claims, 'ada@example.com')).rejects.toThrow('the disk is on fire');
  });
});

describe('any sequence of takes', () => {
  const limits = fc.record({
    kind: fc.constant('property'),
    capacity: fc.integer({ min: 1, max: 6 }),
    refillSeconds: fc.constantFrom(0.5, 1, 7, 60),
  });
  /** Parts of an interval that pass before each take. */
  const pauses = fc.array(fc.constantFrom(0, 0, 0, 0.01, 0.5, 0.999, 1, 1.5, 4, 20), { minLength: 1, maxLength: 25 });

  it('gets what a bucket gives that is refilled drop by drop, and every Retry-After is true', async () => {
    await fc.assert(
      fc.asyncProperty(limits, pauses, async (limit, waits) => {
        const subject = newSubject();
        const tokenMs = limit.refillSeconds * 1000;
        let level = limit.capacity * tokenMs;
        for (const wait of waits) {
          const passed = Math.round(wait * tokenMs);
          present += passed;
          level = Math.min(limit.capacity * tokenMs, level + passed);
          const answer = await take(limit, subject);
          expect(answer.taken).toBe(level >= tokenMs);
          if (answer.taken) level -= tokenMs;
          else expect(answer.retryAfterSeconds).toBe(Math.ceil((tokenMs - level) / 1000));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('taken at the same moment gets as many tokens as there are, no more and no fewer', async () => {
    await fc.assert(
      fc.asyncProperty(
        limits,
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 1, max: 20 }),
        async (limit, before, takers) => {
          const subject = newSubject();
          const used = (await times(before, limit, subject)).filter(Boolean).length;
          const answers = await Promise.all(Array.from({ length: takers }, () => take(limit, subject)));
          const got = answers.filter(({ taken }) => taken).length;
          expect(got).toBe(Math.min(takers, limit.capacity - used));
        },
      ),
      { numRuns: 40 },
    );
  });
});
