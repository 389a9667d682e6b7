// All executions as one list that all browsers share: older ones by ListExecutions, what happens from then on by the history's reports.
import type { ExecutionRow, ExecutionsNews } from '../../api/executions.ts';
import type { ExecutionReports } from './execution-reports.ts';
import type { Executions } from '../../../executions/executions.ts';
import { openKnownExecutions, type Subject } from './known-executions.ts';
import { longestRestMs, openLane } from './lane.ts';

type Listener = (news: ExecutionsNews) => void;

export interface ExecutionsFeed {
  rows(): readonly ExecutionRow[];
  row(name: string): ExecutionRow | undefined;
  /** Hears of one that is known and was redriven: it may be too old for the newest page. Rejects as DescribeExecution does. */
  lookAt(name: string): Promise<void>;
  /** Called at once with all, then with what changes. Returns the end of it. */
  subscribe(listener: Listener): () => void;
  /**
   * One look at AWS: at most four queries of the history, two lists and three descriptions. Resolves with the pause before
   * the next one, in milliseconds; never rejects.
   */
  look(): Promise<number>;
}

export interface FeedOptions {
  readonly now: () => number;
  /** Absent when the stack keeps no history: then lists alone tell what happens. */
  readonly reports?: ExecutionReports;
  /** What the camera table knows of a certificate. */
  readonly subjectOf: (certificateId: string) => Subject | undefined;
  readonly describeFailure: (error: unknown) => string;
}

// ListExecutions refills at 5 per second (2 in small regions), DescribeExecution at 15 (10). [Step Functions quotas] Others look too.
const listsPerLook = 2;
const describesPerLook = 3;
const newestPage = 100;
const olderPage = 1000;

const busyPauseMs = 1000;
const calmPauseMs = 3000;
const calmAfterMs = 60_000;
// EventBridge may lose or delay a change: so often a list is held against the reports, and so often while they don't keep up.
const checkEveryMs = 30_000;
const checkWhileLateEveryMs = 3000;
// What a list said first, and no report by then, is late; by the second time it is lost, and the list has told it.
const lateAfterMs = 10_000;
const lostAfterMs = 60_000;
// A running one of which nothing is heard is looked at by itself: it may be too old for a page of the newest.
const silentMs = { withReports: 60_000, withoutReports: 10_000 };
/** After so long without a look the list starts anew from the newest page. */
const forgottenAfterMs = 2 * longestRestMs;

export function openExecutionsFeed(
  executions: Pick<Executions, 'list' | 'describe'>,
  options: FeedOptions,
): ExecutionsFeed {
  const { now, reports, subjectOf, describeFailure } = options;
  const known = openKnownExecutions({ now, subjectOf });
  const listeners = new Set<Listener>();
  const history = openLane(now, describeFailure);
  const stepFunctions = openLane(now, describeFailure);
  // Where older executions go on that aren't known yet: at first all of them, later those of a burst between two looks.
  const gaps: string[] = [];
  /** What a list told first, and since when; no report of it has come yet. */
  const unreported = new Map<string, number>();
  let upToDate = false;
  let everListed = false;
  let lookedAt = -Infinity;
  let listedAt = -Infinity;
  let changedAt = -Infinity;

  const complete = (): boolean => everListed && gaps.length === 0;
  const trouble = (): string | undefined => history.trouble ?? stepFunctions.trouble;
  const news = (rows: readonly ExecutionRow[], all: boolean): ExecutionsNews => {
    const why = trouble();
    return { all, rows, complete: complete(), ...(why !== undefined && { trouble: why }) };
  };

  const reportsAreLate = (): boolean => {
    for (const [name, since] of unreported) if (now() - since > lostAfterMs) unreported.delete(name);
    return history.trouble !== undefined || [...unreported.values()].some((since) => now() - since > lateAfterMs);
  };
  const listEveryMs = (): number => (!reports ? 0 : reportsAreLate() ? checkWhileLateEveryMs : checkEveryMs);

  const readReports = async (changed: Set<string>): Promise<void> => {
    const found = await reports!.read();
    for (const { executionName } of found) unreported.delete(executionName);
    for (const name of known.takeReported(found).changed) changed.add(name);
  };
  const listNewest = async (changed: Set<string>): Promise<void> => {
    const page = await executions.list({ limit: everListed ? newestPage : olderPage });
    const taken = known.takeListed(page.executions);
    if (!taken.reached && page.token !== undefined) gaps.push(page.token);
    for (const name of taken.changed) {
      changed.add(name);
      if (upToDate) unreported.set(name, now());
    }
    if (!upToDate) reports?.startFrom(known.newestMoment());
    [everListed, upToDate, listedAt] = [true, true, now()];
  };
  const listOlder = async (changed: Set<string>): Promise<void> => {
    const token = gaps.pop();
    const page = await executions.list({ limit: olderPage, token });
    const taken = known.takeListed(page.executions);
    for (const name of taken.changed) changed.add(name);
    if (!taken.reached && taken.olderMatter && page.token !== undefined) gaps.push(page.token);
  };
  const askStepFunctions = async (changed: Set<string>): Promise<void> => {
    const lists = !upToDate || now() - listedAt >= listEveryMs() ? 1 : 0;
    if (lists === 1) await listNewest(changed);
    for (let n = lists; n < listsPerLook && gaps.length > 0; n++) await listOlder(changed);
    const reliable = reports !== undefined && !reportsAreLate();
    for (const name of known.toDescribe(describesPerLook, reliable ? silentMs.withReports : silentMs.withoutReports)) {
      for (const one of known.takeDescribed(name, await executions.describe(name)).changed) changed.add(one);
    }
  };

  return {
    rows: () => known.rows(),
    row: (name) => known.row(name),
    async lookAt(name) {
      if (!known.row(name)) return;
      const { changed } = known.takeDescribed(name, await executions.describe(name));
      if (changed.length === 0) return;
      changedAt = now();
      for (const listener of listeners) listener(news([known.row(name)!], false));
    },
    subscribe(listener) {
      listener(news(known.rows(), true));
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async look() {
      const changed = new Set<string>();
      const [wasComplete, hadTrouble] = [complete(), trouble()];
      if (now() - lookedAt > forgottenAfterMs) upToDate = false;
      lookedAt = now();
      if (reports && upToDate) await history.run(() => readReports(changed));
      await stepFunctions.run(() => askStepFunctions(changed));
      if (changed.size > 0) changedAt = now();
      if (changed.size > 0 || wasComplete !== complete() || hadTrouble !== trouble()) {
        const rows = [...changed].map((name) => known.row(name)).filter((row) => row !== undefined);
        const told = news(rows, false);
        for (const listener of listeners) listener(told);
      }
      const listing =
        stepFunctions.restMs() || (gaps.length > 0 || now() - changedAt < calmAfterMs ? busyPauseMs : calmPauseMs);
      return reports && upToDate ? Math.min(listing, history.restMs() || busyPauseMs) : listing;
    },
  };
}
