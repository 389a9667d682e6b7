// The executions that are known, the newest 10,000 of them. Lists, reports and descriptions tell of the same ones, in any order and again and again.
import type { ExecutionListItem } from '@aws-sdk/client-sfn';
import { certificateOf } from '../../../executions/attempt.ts';
import { readCause } from '../../../executions/cause.ts';
import type { Execution } from '../../../executions/executions.ts';
import { newestReports, type ExecutionReport } from '../../../records/camera-history.ts';
import type { ExecutionRow, Status } from '../../api/executions.ts';
import { maskSecrets } from '../../../executions/mask-secrets.ts';

export type Subject = Pick<ExecutionRow, 'cameraName' | 'serialNumber'>;

export interface KnownExecutions {
  /** Newest first. */
  rows(): ExecutionRow[];
  row(name: string): ExecutionRow | undefined;
  readonly size: number;
  /** The newest moment at which any of them began or ended, in milliseconds since the epoch; 0 when there are none. */
  newestMoment(): number;
  /** A page, newest first. `reached`: it leads to what was known; `olderMatter`: what follows it may be among the newest. */
  takeListed(page: readonly ExecutionListItem[]): Taken & { readonly reached: boolean; readonly olderMatter: boolean };
  takeReported(reports: Iterable<ExecutionReport>): Taken;
  takeDescribed(name: string, description: Execution): Taken;
  /** Of which only a description says why they ended, and of which nothing was heard for so long while they ran. Newest first. */
  toDescribe(most: number, silentMs: number): string[];
}

export interface Taken {
  /** Names of those that are different now. */
  readonly changed: readonly string[];
}

interface Known {
  readonly row: ExecutionRow;
  readonly redriveCount: number;
  readonly heardAt: number;
  /** Nothing more is to be learnt about its end. */
  readonly explained: boolean;
}

/** What a list, a report or a description says of one. */
type Observation = Omit<ExecutionRow, 'name'> & {
  readonly redriveCount: number | undefined;
  readonly explained: boolean;
};

export const keptAtMost = 10_000;
const causeLength = 300;

export function openKnownExecutions(options: {
  readonly now: () => number;
  readonly subjectOf: (certificateId: string) => Subject | undefined;
}): KnownExecutions {
  const { now, subjectOf } = options;
  const known = new Map<string, Known>();

  /** Whether the row is different now. */
  const take = (name: string, { redriveCount = 0, explained, ...observed }: Observation): boolean => {
    const before = known.get(name);
    const order = before ? redriveCount - before.redriveCount || ended(observed) - ended(before.row) : 1;
    // A list may lag behind a report, and a report behind a list: the beginning never comes after the end.
    if (order < 0) {
      known.set(name, { ...before!, heardAt: now() });
      return false;
    }
    const sameEnd = before !== undefined && order === 0 && before.row.status === observed.status;
    const { cameraName, serialNumber } = before?.row ?? {};
    const row: ExecutionRow = {
      ...subjectOf(certificateOf(name)),
      ...defined({ cameraName, serialNumber }),
      name,
      ...observed,
      // What differs is rounding.
      ...(sameEnd && before.row),
    };
    known.set(name, { row, redriveCount, heardAt: now(), explained: explained || (sameEnd && before.explained) });
    return before === undefined || JSON.stringify(before.row) !== JSON.stringify(row);
  };
  const newestFirst = (): ExecutionRow[] =>
    Array.from(known.values(), ({ row }) => row).sort((a, b) => b.startedAt - a.startedAt);
  const dropOldest = (changed: readonly string[]): string[] => {
    if (known.size <= keptAtMost) return [...changed];
    for (const { name } of newestFirst().slice(keptAtMost)) known.delete(name);
    return changed.filter((name) => known.has(name));
  };

  return {
    rows: newestFirst,
    row: (name) => known.get(name)?.row,
    get size() {
      return known.size;
    },
    newestMoment() {
      let newest = 0;
      for (const { row } of known.values()) newest = Math.max(newest, row.stoppedAt ?? row.startedAt);
      return newest;
    },
    takeListed(page) {
      const reached = page.some(({ name = '' }) => known.has(name));
      const taken = page.filter(({ name = '', ...item }) => take(name, fromList(item)));
      const changed = dropOldest(taken.map(({ name = '' }) => name));
      const olderMatter = known.size < keptAtMost || startOf(page.at(-1)) > newestFirst().at(-1)!.startedAt;
      return { changed, reached, olderMatter };
    },
    takeReported(reports) {
      const newest = [...newestReports(reports).values()];
      const taken = newest.filter((report) => take(report.executionName, fromReport(report)));
      return { changed: dropOldest(taken.map(({ executionName }) => executionName)) };
    },
    takeDescribed: (name, description) => ({ changed: take(name, fromDescription(description)) ? [name] : [] }),
    toDescribe(most, silentMs) {
      const wanted: string[] = [];
      for (const { name, status, cameraName } of newestFirst()) {
        if (wanted.length === most) break;
        const { heardAt, explained } = known.get(name)!;
        const unclear =
          status === 'RUNNING'
            ? now() - heardAt > silentMs
            : !explained && (status !== 'SUCCEEDED' || cameraName === undefined);
        if (unclear) wanted.push(name);
      }
      return wanted;
    },
  };
}

const ended = ({ status }: { status: Status }): number => Number(status !== 'RUNNING');
const startOf = (item: Pick<ExecutionListItem, 'startDate'> | undefined): number => item?.startDate?.getTime() ?? 0;

const fromList = (item: Omit<ExecutionListItem, 'name'>): Observation => ({
  status: item.status as Status,
  startedAt: startOf(item),
  ...defined({ stoppedAt: item.stopDate?.getTime() }),
  redriveCount: item.redriveCount,
  explained: false,
});

function fromReport(report: ExecutionReport): Observation {
  const { status, startedAt, stoppedAt, redriveCount, cameraName, serialNumber, error, cause } = report;
  return {
    status,
    startedAt,
    ...defined({ stoppedAt, ...masked({ cameraName, serialNumber, error, cause }) }),
    redriveCount,
    // A success that doesn't say whose it was may say so in its output.
    explained: status !== 'RUNNING' && (status !== 'SUCCEEDED' || cameraName !== undefined),
  };
}

function fromDescription({ status, startDate, stopDate, output, error, cause, redriveCount }: Execution): Observation {
  const { message, ...subject } = readCause(cause);
  return {
    status: status as Status,
    startedAt: startDate?.getTime() ?? 0,
    ...defined({ stoppedAt: stopDate?.getTime() }),
    ...subject,
    ...subjectFrom(output),
    ...defined(masked({ error, cause: cause && message })),
    redriveCount,
    explained: status !== 'RUNNING',
  };
}

function masked<T extends Readonly<Record<string, string | undefined>>>(texts: T): T {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, maskSecrets(text)?.slice(0, causeLength)]),
  ) as T;
}

function subjectFrom(output: string | undefined): Subject {
  try {
    const { cameraName, serialNumber } = JSON.parse(output ?? '{}') as Record<string, unknown>;
    return {
      ...(typeof cameraName === 'string' && { cameraName }),
      ...(typeof serialNumber === 'string' && { serialNumber }),
    };
  } catch {
    return {};
  }
}

function defined<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
