// What is read of the history for one look: from where, how much, and each report once.
import { beforeEach, expect, it } from '@jest/globals';
import { openExecutionReports, type ExecutionReports } from '../../console/server/executions/execution-reports.ts';
import type { ExecutionReport } from '../../records/camera-history.ts';

// A Tuesday.
const noon = Date.UTC(2026, 10, 24, 12);

let now: number;
let table: ExecutionReport[];
let asked: [partition: string, from: number][];
let outage: Error | undefined;
let reports: ExecutionReports;
beforeEach(() => {
  [now, table, asked, outage] = [noon, [], [], undefined];
  reports = openExecutionReports(
    (partition, from) => {
      asked.push([partition, Number(from)]);
      if (outage) return Promise.reject(outage);
      return Promise.resolve({ reports: table.filter(({ writtenAt }) => writtenAt >= Number(from)) });
    },
    () => now,
  );
});

const written = (writtenAt: number, executionName = 'a'): ExecutionReport => {
  const report = { executionName, status: 'RUNNING', startedAt: 0, redriveCount: 0, writtenAt } as const;
  table.push(report);
  return report;
};

it('begins five seconds before the newest that is known, and leaves that out when everybody has written', async () => {
  reports.startFrom(noon);
  await reports.read();
  now += 5001;
  await reports.read();
  written(noon + 7000);
  await reports.read();
  await reports.read();
  expect(asked.map(([, from]) => from - noon)).toEqual([-5000, 1, 1, 2000]);
});

it('hands out each report once, though it reads it again', async () => {
  reports.startFrom(noon);
  const [first, second] = [written(noon + 1), written(noon + 2, 'b')];
  expect(await reports.read()).toEqual([first, second]);
  const late = written(noon - 1000, 'c');
  expect(await reports.read()).toEqual([late]);
  expect(await reports.read()).toEqual([]);
});

it('loses nothing when it fails', async () => {
  reports.startFrom(noon);
  const report = written(noon + 1);
  outage = new Error('Rate exceeded');
  await expect(reports.read()).rejects.toThrow('Rate exceeded');
  outage = undefined;
  expect(await reports.read()).toEqual([report]);
});

it.each([
  ['at noon', noon, ['executions#2026-11-24']],
  ['four minutes before midnight', noon + 716 * 60_000, ['executions#2026-11-24', 'executions#2026-11-25']],
  ['four minutes after it', noon + 724 * 60_000, ['executions#2026-11-24', 'executions#2026-11-25']],
  ['six minutes after it', noon + 726 * 60_000, ['executions#2026-11-25']],
])('asks the days that it may be for the functions: %s', async (_, at, partitions) => {
  now = at;
  reports.startFrom(at);
  await reports.read();
  expect(asked.map(([partition]) => partition)).toEqual(partitions);
});
