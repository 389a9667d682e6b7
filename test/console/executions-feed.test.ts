// The shared list of executions: complete, live, and within AWS's quotas. Against a Step Functions and a history of ten lines each.
import type { DescribeExecutionOutput, ExecutionListItem } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionRow, ExecutionsNews } from '../../console/api/executions.ts';
import { openExecutionReports } from '../../console/server/executions/execution-reports.ts';
import { openExecutionsFeed, type ExecutionsFeed } from '../../console/server/executions/executions-feed.ts';
import type { Executions } from '../../executions/executions.ts';
import type { ExecutionReport } from '../../records/camera-history.ts';

// An ordinary Tuesday, far from midnight.
const noon = Date.UTC(2026, 10, 24, 12);

let all: ExecutionListItem[];
let described: Record<string, Partial<DescribeExecutionOutput>>;
let reports: ExecutionReport[];
let calls: ('list' | 'describe' | 'query')[];
let outage: { list?: Error; describe?: Error; query?: Error };
let now: number;
let feed: ExecutionsFeed;

const nameOf = (n: number): string => `${n}`.padStart(64, '0');
/** The nth began n ms after noon and took half a second. */
const nth = (n: number, status: ExecutionListItem['status'] = 'SUCCEEDED'): ExecutionListItem => ({
  executionArn: `arn:${n}`,
  stateMachineArn: 'arn',
  name: nameOf(n),
  status,
  startDate: new Date(noon + n),
  ...(status !== 'RUNNING' && { stopDate: new Date(noon + n + 500) }),
});
const report = (
  n: number,
  status: ExecutionReport['status'],
  more: Partial<ExecutionReport> = {},
): ExecutionReport => ({
  executionName: nameOf(n),
  status,
  startedAt: noon + n,
  ...(status !== 'RUNNING' && { stoppedAt: noon + n + 500 }),
  redriveCount: 0,
  writtenAt: now,
  ...more,
});

const executions: Pick<Executions, 'list' | 'describe'> = {
  async list({ limit, token }) {
    calls.push('list');
    if (outage.list) throw outage.list;
    // Tokens hold their place while newer executions arrive.
    const from = token === undefined ? 0 : all.findIndex(({ name }) => name === token);
    const page = all.slice(from, from + limit);
    const next = all[from + limit]?.name;
    return { executions: page, ...(next !== undefined && { token: next }) };
  },
  async describe(name) {
    calls.push('describe');
    if (outage.describe) throw outage.describe;
    const item = all.find((one) => one.name === name)!;
    return { ...item, ...described[name] };
  },
};

const itemsPerPage = 2000;
const query: Parameters<typeof openExecutionReports>[0] = async (partition, from, after) => {
  calls.push('query');
  if (outage.query) throw outage.query;
  const day = Date.parse(partition.replace('executions#', ''));
  const [first, end] = [Math.max(day, Number(from)), day + 86_400_000];
  const found = reports.filter(({ writtenAt }) => writtenAt >= first && writtenAt < end);
  const start = Number(after?.['index'] ?? 0);
  const more = found.length > start + itemsPerPage;
  return {
    reports: found.slice(start, start + itemsPerPage),
    ...(more && { next: { index: start + itemsPerPage } }),
  };
};

const options = {
  now: () => now,
  subjectOf: () => ({ cameraName: 'known' }),
  describeFailure: (error: unknown) => (error as Error).message,
};

beforeEach(() => {
  [all, described, reports, calls, outage, now] = [[], {}, [], [], {}, noon + 60_000];
  feed = openExecutionsFeed(executions, { ...options, reports: openExecutionReports(query, () => now) });
});

/** Looks as often as the feed itself wants to, for so long; `meanwhile` happens before each look. */
async function watchFor(ms: number, meanwhile: () => void = () => undefined): Promise<void> {
  const end = now + ms;
  while (now < end) {
    meanwhile();
    now += await feed.look();
  }
}
const count = (call: (typeof calls)[number]): number => calls.filter((one) => one === call).length;
const names = (rows: readonly ExecutionRow[]): number[] => rows.map(({ name }) => Number(name));

describe('what was before', () => {
  it('is read newest first, 10,000 of it, with two lists per look at most', async () => {
    all = Array.from({ length: 10_050 }, (_, i) => nth(10_050 - i));
    for (let looks = 0; calls.length === 0 || count('list') > 0; looks++) {
      calls = [];
      await watchFor(1);
      expect(count('list')).toBeLessThanOrEqual(2);
      expect(looks).toBeLessThan(12);
    }
    expect([feed.rows().length, ...names(feed.rows()).slice(0, 2)]).toEqual([10_000, 10_050, 10_049]);
  });

  it('says why one failed, with three descriptions per look at most', async () => {
    all = Array.from({ length: 8 }, (_, i) => nth(8 - i, 'FAILED'));
    described = Object.fromEntries(
      all.map(({ name = '' }) => [name, { error: 'UnknownSerialNumberError', cause: 'Not in the manifest.' }]),
    );
    await watchFor(1);
    expect(count('describe')).toBe(3);
    await watchFor(2000);
    expect(feed.rows().every(({ error }) => error === 'UnknownSerialNumberError')).toBe(true);
    calls = [];
    await watchFor(10_000);
    expect(count('describe')).toBe(0);
  });
});

describe('what happens from then on', () => {
  it('is told by the history, once a second, without a list or a description', async () => {
    all = [nth(1)];
    await watchFor(1000);
    calls = [];
    reports.push(report(70_000, 'RUNNING'));
    await watchFor(1000);
    expect(feed.rows()[0]).toEqual({
      ...{ name: nameOf(70_000), status: 'RUNNING', startedAt: noon + 70_000, cameraName: 'known' },
    });
    reports.push(report(70_000, 'FAILED', { cameraName: 'hall', serialNumber: 'SN-1', error: 'E', cause: 'Because.' }));
    await watchFor(1000);
    expect(feed.rows()[0]).toEqual({
      ...{ name: nameOf(70_000), status: 'FAILED', startedAt: noon + 70_000, stoppedAt: noon + 70_500 },
      ...{ cameraName: 'hall', serialNumber: 'SN-1', error: 'E', cause: 'Because.' },
    });
    expect(calls).toEqual(['query', 'query']);
  });

  it('is told to who watches as what changed, and nothing else', async () => {
    all = [nth(1)];
    await watchFor(1000);
    const news: ExecutionsNews[] = [];
    const end = feed.subscribe((one) => news.push(one));
    expect(news).toEqual([{ all: true, rows: feed.rows(), complete: true }]);
    await watchFor(2000);
    expect(news).toHaveLength(1);
    reports.push(report(70_000, 'SUCCEEDED', { cameraName: 'hall' }));
    // It is read again, and is no news then.
    await watchFor(10_000);
    expect(news.slice(1)).toEqual([{ all: false, complete: true, rows: [feed.row(nameOf(70_000))] }]);
    end();
    reports.push(report(71_000, 'RUNNING'));
    await watchFor(1000);
    expect(news).toHaveLength(2);
  });

  it.each([
    ['the end arrives before the beginning', ['SUCCEEDED', 'RUNNING'], [0, 0], 'SUCCEEDED'],
    ['the end of before arrives after the redrive', ['RUNNING', 'FAILED'], [1, 0], 'RUNNING'],
    ['it is redriven', ['FAILED', 'RUNNING'], [0, 1], 'RUNNING'],
  ] as const)('is right when %s', async (_, statuses, redrives, expected) => {
    await watchFor(1000);
    statuses.forEach((status, i) =>
      reports.push(report(70_000, status, { redriveCount: redrives[i]!, writtenAt: now + i })),
    );
    await watchFor(1000);
    expect(feed.row(nameOf(70_000))?.status).toBe(expected);
  });

  it('is not lost when a copy of the function writes late, or its clock is behind', async () => {
    await watchFor(1000);
    reports.push(report(70_000, 'RUNNING'));
    await watchFor(2000);
    reports.push(report(70_001, 'RUNNING', { writtenAt: now - 4000 }));
    await watchFor(1000);
    expect(names(feed.rows())).toEqual([70_001, 70_000]);
  });

  it('goes on over midnight, UTC', async () => {
    now = Date.UTC(2026, 10, 24, 23, 59, 50);
    await watchFor(1000);
    for (let n = 0; n < 20; n++) {
      reports.push(report(70_000 + n, 'RUNNING'));
      await watchFor(1000);
    }
    expect(feed.rows()).toHaveLength(20);
    calls = [];
    await watchFor(10_000);
    expect(count('query')).toBeLessThanOrEqual(20);
  });

  it('masks what looks like a secret, in a cause that was cut off too', async () => {
    await watchFor(1000);
    const cause = '{"errorMessage":"refused","trace":["x"],"claimCode":"ABCD-EFGH-IJ';
    reports.push(report(70_000, 'FAILED', { error: 'Bearer abcdefghijklmnop', cause }));
    await watchFor(1000);
    expect(JSON.stringify(feed.rows())).not.toMatch(/ABCD|abcdefgh/);
    expect(feed.rows()[0]!.cause).toContain('refused');
  });
});

describe('what it asks of AWS in a minute', () => {
  const settled = async (): Promise<void> => {
    await watchFor(120_000);
    calls = [];
  };

  it('is two lists and 60 queries in calm, and no description', async () => {
    all = [nth(2), nth(1, 'FAILED')];
    await settled();
    await watchFor(60_000);
    expect([count('list'), count('describe'), count('query')]).toEqual([2, 0, 60]);
  });

  it('is eight lists at most in a burst of 10,000 registrations, and no description', async () => {
    all = [nth(1)];
    await settled();
    let n = 0;
    await watchFor(60_000, () => {
      for (let i = 0; i < 300 && n < 10_000; i++, n++) {
        const at = now - noon + i;
        all.unshift(nth(at, 'FAILED'));
        reports.push(report(at, 'RUNNING'), report(at, 'FAILED', { error: 'E', cause: 'C' }));
      }
    });
    expect(count('list')).toBeLessThanOrEqual(8);
    expect(count('describe')).toBe(0);
    expect(count('query')).toBeLessThanOrEqual(4 * 60);
    expect(feed.rows()).toHaveLength(10_000);
    expect(feed.rows().every(({ status, error }) => status === 'FAILED' && error === 'E')).toBe(true);
  });

  it('reads a backlog of the history page by page, four queries per look, and all of it', async () => {
    await settled();
    for (let n = 0; n < 9000; n++) reports.push(report(200_000 + n, 'RUNNING', { writtenAt: now + (n % 1000) }));
    reports.sort((a, b) => a.writtenAt - b.writtenAt);
    await watchFor(1);
    expect([count('query'), feed.rows().length]).toEqual([4, 8000]);
    await watchFor(1000);
    expect(feed.rows()).toHaveLength(9000);
  });

  it('is six lists while Step Functions refuses; the history goes on, and the reason is told once', async () => {
    all = [nth(1)];
    await settled();
    const news: ExecutionsNews[] = [];
    feed.subscribe((one) => news.push(one));
    outage.list = new Error('Rate exceeded');
    all = [nth(200_000, 'RUNNING'), ...all];
    reports.push(report(200_000, 'RUNNING'));
    await watchFor(60_000);
    expect(count('list')).toBeLessThanOrEqual(6);
    expect(count('query')).toBe(60);
    expect(feed.rows()).toHaveLength(2);
    outage = {};
    await watchFor(60_000);
    expect(news.slice(1).map(({ trouble }) => trouble)).toEqual(['Rate exceeded', undefined]);
  });

  it('is six queries while DynamoDB refuses; a list every three seconds stands in, and the reason is told', async () => {
    await settled();
    const news: ExecutionsNews[] = [];
    feed.subscribe((one) => news.push(one));
    outage.query = new Error('Not authorized to perform dynamodb:Query');
    await watchFor(10_000);
    all = [nth(130_000, 'FAILED')];
    await watchFor(50_000);
    expect(count('query')).toBeLessThanOrEqual(6);
    expect(count('list')).toBeLessThanOrEqual(21);
    expect(feed.rows()).toHaveLength(1);
    expect(news.at(-1)!.trouble).toMatch(/dynamodb:Query/);
  });

  it('is two lists where they find what the history did not tell, and 20 while that is so', async () => {
    await settled();
    all = [nth(200_000)];
    await watchFor(30_000);
    expect(feed.rows()).toHaveLength(1);
    calls = [];
    let n = 200_001;
    await watchFor(60_000, () => all.unshift(nth(n++)));
    expect(count('list')).toBeGreaterThan(10);
    expect(count('list')).toBeLessThanOrEqual(22);
    calls = [];
    await watchFor(180_000);
    calls = [];
    await watchFor(60_000);
    expect(count('list')).toBe(2);
  });

  it('is 180 descriptions at most where the end of many was never told', async () => {
    all = Array.from({ length: 1500 }, (_, i) => nth(1500 - i, 'RUNNING'));
    await settled();
    all = all.map((_, i) => nth(1500 - i));
    await watchFor(60_000);
    expect(count('describe')).toBeLessThanOrEqual(180);
    await watchFor(600_000);
    expect(feed.rows().filter(({ status }) => status === 'RUNNING')).toEqual([]);
  });

  it('is nothing without watchers; after an hour the gap is closed by listing', async () => {
    all = [nth(1)];
    await settled();
    now += 3_600_000;
    expect(calls).toEqual([]);
    all = [...Array.from({ length: 2500 }, (_, i) => nth(3_700_000 - i)), ...all];
    await watchFor(60_000);
    expect(names(feed.rows())).toEqual([...Array.from({ length: 2500 }, (_, i) => 3_700_000 - i), 1]);
    // The newest page, the two after it, the first of which leads to what was known; and the check against the history.
    expect(count('list')).toBeLessThanOrEqual(6);
    // What was written before is not read.
    reports.push(report(5_000_000, 'RUNNING', { writtenAt: noon + 3_600_000 }));
    await watchFor(10_000);
    expect(feed.rows()).toHaveLength(2501);
  });
});

it('shows one that was redriven as running at once, however old it is, and its new end', async () => {
  all = [...Array.from({ length: 1500 }, (_, i) => nth(1501 - i)), nth(1, 'ABORTED')];
  described = { [nameOf(1)]: { error: 'StoppedByAdmin' } };
  await watchFor(3000);
  expect(feed.row(nameOf(1))).toMatchObject({ status: 'ABORTED', error: 'StoppedByAdmin' });
  all[1500] = { ...nth(1, 'RUNNING'), redriveCount: 1 };
  described = {};
  const news: ExecutionsNews[] = [];
  feed.subscribe((one) => news.push(one));
  await feed.lookAt(nameOf(1));
  const row = { name: nameOf(1), startedAt: noon + 1, cameraName: 'known' };
  expect(news.slice(1).map(({ rows }) => rows)).toEqual([[{ ...row, status: 'RUNNING' }]]);
  all[1500] = { ...nth(1), redriveCount: 1 };
  await watchFor(120_000);
  expect(feed.row(nameOf(1))).toEqual({ ...row, status: 'SUCCEEDED', stoppedAt: noon + 501 });
});

describe('without a history, as of an older stack', () => {
  beforeEach(() => {
    feed = openExecutionsFeed(executions, options);
  });

  it('lists every second while something happens, and every three when nothing does', async () => {
    all = [nth(1)];
    await watchFor(60_000);
    expect([count('list'), count('query')]).toEqual([60, 0]);
    calls = [];
    await watchFor(60_000);
    expect(calls).toEqual(Array(20).fill('list'));
  });

  it('misses none of a burst that is larger than a page, though 10,000 are known already', async () => {
    all = Array.from({ length: 10_000 }, (_, i) => nth(10_000 - i));
    await watchFor(15_000);
    all = [...Array.from({ length: 2500 }, (_, i) => nth(12_500 - i)), ...all];
    await watchFor(5000);
    expect(names(feed.rows())).toEqual(Array.from({ length: 10_000 }, (_, i) => 12_500 - i));
  });

  it('notices the end of one that runs so long that it is on no newest page any more', async () => {
    all = [...Array.from({ length: 1500 }, (_, i) => nth(1501 - i)), nth(1, 'RUNNING')];
    await watchFor(3000);
    expect(feed.rows().at(-1)).toMatchObject({ status: 'RUNNING' });
    all[1500] = nth(1);
    await watchFor(20_000);
    expect(feed.rows().at(-1)).toMatchObject({ status: 'SUCCEEDED', stoppedAt: noon + 501 });
  });

  it('asks ever less often while AWS refuses, and the reason is told once', async () => {
    const news: ExecutionsNews[] = [];
    await watchFor(1);
    feed.subscribe((one) => news.push(one));
    outage.list = new Error('Rate exceeded');
    calls = [];
    await watchFor(180_000);
    expect(count('list')).toBeLessThanOrEqual(8);
    outage = {};
    await watchFor(60_000);
    expect(news.slice(1).map(({ trouble }) => trouble)).toEqual(['Rate exceeded', undefined]);
  });
});
