// The shared list of executions: complete, live, and within Step Functions' quotas. Against a Step Functions of 10 lines.
import type { DescribeExecutionOutput, ExecutionListItem } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionRow, ExecutionsNews } from '../../console/api/executions.ts';
import { openExecutionsFeed, type ExecutionsFeed } from '../../console/server/executions/executions-feed.ts';
import type { ExecutionsSource } from '../../console/server/executions/executions-source.ts';

let all: ExecutionListItem[];
let described: Record<string, Partial<DescribeExecutionOutput>>;
let calls: string[];
let outage: Error | undefined;
let now: number;
let feed: ExecutionsFeed;

const nth = (n: number, status: ExecutionListItem['status'] = 'SUCCEEDED'): ExecutionListItem => ({
  executionArn: `arn:${n}`,
  stateMachineArn: 'arn',
  name: `${n}`.padStart(64, '0'),
  status,
  startDate: new Date(n * 1000),
  ...(status !== 'RUNNING' && { stopDate: new Date(n * 1000 + 500) }),
});

const source: ExecutionsSource = {
  arnOf: (name) => name,
  async list({ limit, token }) {
    calls.push('list');
    if (outage) throw outage;
    // Tokens hold their place while newer executions arrive.
    const from = token === undefined ? 0 : all.findIndex(({ name }) => name === token);
    const executions = all.slice(from, from + limit);
    const next = all[from + limit]?.name;
    return { executions, ...(next !== undefined && { token: next }) };
  },
  async describe(name) {
    calls.push('describe');
    const item = all.find((one) => one.name === name)!;
    return { ...item, ...described[name] };
  },
  history: () => Promise.reject(new Error('not asked for')),
  definition: () => Promise.reject(new Error('not asked for')),
  stop: () => Promise.reject(new Error('not asked for')),
};

beforeEach(() => {
  [all, described, calls, outage, now] = [[], {}, [], undefined, 0];
  feed = openExecutionsFeed(source, {
    now: () => now,
    subjectOf: () => ({ cameraName: 'known' }),
    describeFailure: (error) => (error as Error).message,
  });
});

const look = async (times = 1): Promise<number> => {
  let pauseMs = 0;
  for (let i = 0; i < times; i++) {
    now += 1000;
    pauseMs = await feed.look();
  }
  return pauseMs;
};
const names = (rows: readonly ExecutionRow[]): number[] => rows.map(({ name }) => Number(name));

it('reads 10,000 executions newest first, with two lists per look at most', async () => {
  all = Array.from({ length: 10_000 }, (_, i) => nth(10_000 - i));
  for (let looks = 0; feed.rows().length < 10_000; looks++) {
    calls = [];
    await look();
    expect(calls.filter((call) => call === 'list').length).toBeLessThanOrEqual(2);
    expect(looks).toBeLessThan(12);
  }
  expect(names(feed.rows()).slice(0, 3)).toEqual([10_000, 9_999, 9_998]);
});

it('keeps 10,000 at most, and those the newest', async () => {
  all = Array.from({ length: 10_050 }, (_, i) => nth(10_050 - i));
  await look(15);
  expect(feed.rows()).toHaveLength(10_000);
  all.unshift(nth(10_051));
  await look();
  expect([feed.rows().length, Number(feed.rows()[0]!.name)]).toEqual([10_000, 10_051]);
});

it('misses none of a burst that is larger than a page', async () => {
  all = [nth(1)];
  await look();
  all = [...Array.from({ length: 2500 }, (_, i) => nth(2501 - i)), ...all];
  await look(5);
  expect(names(feed.rows())).toEqual(Array.from({ length: 2501 }, (_, i) => 2501 - i));
});

it('tells who watches what changed, and nothing else', async () => {
  all = [nth(2, 'RUNNING'), nth(1)];
  const news: ExecutionsNews[] = [];
  await look();
  const end = feed.subscribe((one) => news.push(one));
  expect(news).toEqual([{ all: true, rows: feed.rows(), complete: true }]);
  await look();
  expect(news).toHaveLength(1);
  all = [nth(2), nth(1)];
  await look();
  expect(news.slice(1)).toEqual([
    { all: false, complete: true, rows: [{ ...feed.row(nth(2).name!), status: 'SUCCEEDED', stoppedAt: 2500 }] },
  ]);
  end();
  all = [nth(3), ...all];
  await look();
  expect(news).toHaveLength(2);
});

it('says why one failed, with three descriptions per look at most', async () => {
  all = Array.from({ length: 8 }, (_, i) => nth(8 - i, 'FAILED'));
  described = Object.fromEntries(
    all.map(({ name = '' }) => [name, { error: 'UnknownSerialNumberError', cause: 'Not in the manifest.' }]),
  );
  await look();
  expect(calls.filter((call) => call === 'describe')).toHaveLength(3);
  await look(2);
  expect(feed.rows().every(({ error }) => error === 'UnknownSerialNumberError')).toBe(true);
  calls = [];
  await look();
  expect(calls).toEqual(['list']);
});

it('notices the end of one that runs so long that it is on no newest page any more', async () => {
  all = [...Array.from({ length: 1500 }, (_, i) => nth(1501 - i)), nth(1, 'RUNNING')];
  await look(3);
  expect(feed.rows().at(-1)).toMatchObject({ status: 'RUNNING' });
  all[1500] = nth(1);
  now += 20_000;
  await look();
  expect(feed.rows().at(-1)).toMatchObject({ status: 'SUCCEEDED', stoppedAt: 1500 });
});

describe('how often it looks', () => {
  it('is every second while something happens, and every three when nothing does', async () => {
    all = [nth(1)];
    expect(await look()).toBe(1000);
    now += 120_000;
    expect(await look()).toBe(3000);
  });

  it('is ever less often while AWS refuses, and the reason is told once', async () => {
    const news: ExecutionsNews[] = [];
    await look();
    feed.subscribe((one) => news.push(one));
    outage = new Error('Rate exceeded');
    expect([await look(), await look(), await look(), await look(10)]).toEqual([2000, 4000, 8000, 60_000]);
    outage = undefined;
    await look();
    expect(news.slice(1).map(({ trouble }) => trouble)).toEqual(['Rate exceeded', undefined]);
  });
});
