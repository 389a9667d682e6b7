// All executions as one list that all browsers share: one look at a time, and never more calls than Step Functions' quotas allow.
import type { ExecutionListItem } from '@aws-sdk/client-sfn';
import type { ExecutionRow, ExecutionsNews, Status } from '../../api/executions.ts';
import type { ExecutionsSource } from './executions-source.ts';
import { maskSecrets } from '../mask-secrets.ts';

export type Subject = Pick<ExecutionRow, 'cameraName' | 'serialNumber'>;
type Listener = (news: ExecutionsNews) => void;

export interface ExecutionsFeed {
  rows(): readonly ExecutionRow[];
  row(name: string): ExecutionRow | undefined;
  /** Called at once with all, then with what changes. Returns the end of it. */
  subscribe(listener: Listener): () => void;
  /** One look at AWS: at most two lists and three descriptions. Resolves with the pause before the next one, in milliseconds. */
  look(): Promise<number>;
}

export interface FeedOptions {
  readonly now: () => number;
  /** What the camera table knows of a certificate. */
  readonly subjectOf: (certificateId: string) => Subject | undefined;
  readonly describeFailure: (error: unknown) => string;
}

// ListExecutions refills at 5 per second (2 in small regions), DescribeExecution at 15 (10). [Step Functions quotas] Others look too.
const listsPerLook = 2;
const describesPerLook = 3;
const newestPage = 100;
const olderPage = 1000;
const keptAtMost = 10_000;

const busyPauseMs = 1000;
const calmPauseMs = 3000;
const calmAfterMs = 60_000;
const longestPauseMs = 60_000;
// A running one that is too old for the newest page is looked at by itself.
const staleAfterMs = 10_000;
const causeLength = 300;

export function openExecutionsFeed(source: ExecutionsSource, options: FeedOptions): ExecutionsFeed {
  const { now, subjectOf, describeFailure } = options;
  const rows = new Map<string, ExecutionRow>();
  const listeners = new Set<Listener>();
  const described = new Set<string>();
  const seenAt = new Map<string, number>();
  // Where older executions go on that aren't known yet: at first all of them, later those of a burst between two looks.
  const gaps: string[] = [];
  let changedAt = -Infinity;
  let everLooked = false;
  let failures = 0;
  let trouble: string | undefined;

  const complete = (): boolean => everLooked && gaps.length === 0;
  const newestFirst = (): ExecutionRow[] => [...rows.values()].sort((a, b) => b.startedAt - a.startedAt);
  const publish = (changed: ReadonlySet<string>, force: boolean): void => {
    if (changed.size === 0 && !force) return;
    const news = {
      all: false,
      rows: [...changed].map((name) => rows.get(name)!),
      complete: complete(),
      ...(trouble !== undefined && { trouble }),
    };
    for (const listener of listeners) listener(news);
  };

  /** True when the page reaches what was known before. */
  const take = (page: readonly ExecutionListItem[], changed: Set<string>): boolean => {
    let reached = false;
    for (const item of page) {
      const name = item.name ?? '';
      const known = rows.get(name);
      reached ||= known !== undefined;
      seenAt.set(name, now());
      const status = item.status as Status;
      const stoppedAt = item.stopDate?.getTime();
      if (known?.status === status && known.stoppedAt === stoppedAt) continue;
      if (!known && rows.size >= keptAtMost && !makeRoom(item)) continue;
      described.delete(name);
      rows.set(name, {
        name,
        status,
        startedAt: item.startDate?.getTime() ?? 0,
        ...(stoppedAt !== undefined && { stoppedAt }),
        ...subjectOf(certificateOf(name)),
      });
      changed.add(name);
    }
    return reached;
  };
  const makeRoom = (item: ExecutionListItem): boolean => {
    const oldest = newestFirst().at(-1)!;
    if (oldest.startedAt >= (item.startDate?.getTime() ?? 0)) return false;
    rows.delete(oldest.name);
    return true;
  };

  const describeOne = async (name: string, changed: Set<string>): Promise<void> => {
    const { status, stopDate, output, error, cause } = await source.describe(name);
    const before = rows.get(name)!;
    seenAt.set(name, now());
    if (status !== 'RUNNING') described.add(name);
    const after: ExecutionRow = {
      ...before,
      status: status as Status,
      ...(stopDate && { stoppedAt: stopDate.getTime() }),
      ...subjectFrom(output),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause: maskSecrets(cause)!.slice(0, causeLength) }),
    };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    rows.set(name, after);
    changed.add(name);
  };

  const toDescribe = (): string[] => {
    const wanted: string[] = [];
    for (const row of newestFirst()) {
      if (wanted.length === describesPerLook) break;
      const { name, status } = row;
      if (status === 'RUNNING' ? now() - (seenAt.get(name) ?? 0) > staleAfterMs : needsDescription(row))
        wanted.push(name);
    }
    return wanted;
  };
  const needsDescription = ({ name, status, cameraName }: ExecutionRow): boolean =>
    !described.has(name) && (status !== 'SUCCEEDED' || cameraName === undefined);

  const lookOnce = async (changed: Set<string>): Promise<void> => {
    const newest = await source.list({ limit: everLooked ? newestPage : olderPage });
    if (!take(newest.executions, changed) && newest.token !== undefined) gaps.push(newest.token);
    everLooked = true;
    for (let lists = 1; lists < listsPerLook && gaps.length > 0; lists++) {
      const token = gaps.pop();
      const older = await source.list({ limit: olderPage, token });
      const reached = take(older.executions, changed);
      if (!reached && older.token !== undefined && rows.size < keptAtMost) gaps.push(older.token);
    }
    for (const name of toDescribe()) await describeOne(name, changed);
  };

  return {
    rows: newestFirst,
    row: (name) => rows.get(name),
    subscribe(listener) {
      listener({ all: true, rows: newestFirst(), complete: complete(), ...(trouble !== undefined && { trouble }) });
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async look() {
      const changed = new Set<string>();
      const [wasComplete, hadTrouble] = [complete(), trouble];
      try {
        await lookOnce(changed);
        failures = 0;
        trouble = undefined;
      } catch (error) {
        failures++;
        trouble = describeFailure(error);
      }
      if (changed.size > 0) changedAt = now();
      publish(changed, wasComplete !== complete() || hadTrouble !== trouble);
      if (failures > 0) return Math.min(busyPauseMs * 2 ** failures, longestPauseMs);
      return gaps.length > 0 || now() - changedAt < calmAfterMs ? busyPauseMs : calmPauseMs;
    },
  };
}

/** An execution is named after its certificate; a later attempt has a number behind it. */
export const certificateOf = (executionName: string): string => executionName.replace(/-\d+$/, '');

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
