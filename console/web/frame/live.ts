// What the backend pushes: one event stream per tab, kept in a store that the pages read.
import { useEffect, useSyncExternalStore } from 'react';
import type { ExecutionDetail, ExecutionRow, ExecutionsNews } from '../../api/executions.ts';
import { listen } from './ask.ts';

export interface Live {
  /** Newest first. */
  readonly rows: readonly ExecutionRow[];
  readonly complete: boolean;
  readonly connected: boolean;
  readonly trouble?: string | undefined;
  readonly execution?: ExecutionDetail | undefined;
  readonly executionTrouble?: string | undefined;
}

const keptAtMost = 10_000;

let live: Live = { rows: [], complete: false, connected: false };
const listeners = new Set<() => void>();
let byName = new Map<string, ExecutionRow>();
let source: EventSource | undefined;
let watched: string | undefined;

function update(change: Partial<Live>): void {
  live = { ...live, ...change };
  for (const listener of listeners) listener();
}

function open(execution: string | undefined): void {
  source?.close();
  watched = execution;
  update({ execution: undefined, executionTrouble: undefined });
  source = listen(
    'watchExecutions',
    {
      executions: takeNews,
      execution: (detail) => update({ execution: detail, executionTrouble: undefined }),
      'execution-trouble': ({ error }) => update({ executionTrouble: error }),
    },
    { query: { execution } },
  );
  source.onopen = () => update({ connected: true });
  source.onerror = () => update({ connected: false });
}

function takeNews(news: ExecutionsNews): void {
  if (news.all) byName = new Map();
  for (const row of news.rows) byName.set(row.name, row);
  const rows = [...byName.values()].sort((a, b) => b.startedAt - a.startedAt);
  // As the backend does: the oldest of them go.
  for (const { name } of rows.splice(keptAtMost)) byName.delete(name);
  update({ rows, complete: news.complete, connected: true, trouble: news.trouble });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All executions; with a name, that one's details as well. */
export function useLive(execution?: string): Live {
  useEffect(() => {
    if (!source || watched !== execution) open(execution);
  }, [execution]);
  return useSyncExternalStore(subscribe, () => live);
}
