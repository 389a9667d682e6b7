// What happened to executions since the last look: each start and each end once, in order of time.
import type { ExecutionListItem, ExecutionStatus } from '@aws-sdk/client-sfn';

export interface ExecutionEvent {
  readonly at: Date;
  /** RUNNING at the start, another one at the end. */
  readonly status: ExecutionStatus | undefined;
  readonly name: string;
  readonly startDate: Date;
  readonly stopDate?: Date;
}

/** How many to list at each look: one page, and more than a stage's quota of starts between two looks. */
export const listedPerLook = 1000;

/**
 * The first look tells what is running, and takes note of the rest.
 * @param list lists the newest executions
 */
export function followExecutions(list: () => Promise<readonly ExecutionListItem[]>): () => Promise<ExecutionEvent[]> {
  let known: Map<string, ExecutionStatus | undefined> | undefined;
  return async () => {
    const executions = await list();
    const before = known;
    known = new Map(executions.map(({ name = '', status }) => [name, status]));
    return executions
      .flatMap((execution) => eventsOf(execution, before))
      .sort((a, b) => a.at.getTime() - b.at.getTime());
  };
}

function eventsOf(
  { name = '', status, startDate = new Date(0), stopDate, redriveDate }: ExecutionListItem,
  before: ReadonlyMap<string, ExecutionStatus | undefined> | undefined,
): ExecutionEvent[] {
  const running = status === 'RUNNING';
  const last = before ? before.get(name) : running ? undefined : status;
  if (last === status) return [];
  const start = { at: redriveDate ?? startDate, status: 'RUNNING' as const, name, startDate };
  const end = { at: stopDate ?? startDate, status, name, startDate, ...(stopDate && { stopDate }) };
  // One that started and ended between two looks has two events; a redriven one starts again.
  return [...(last === undefined || running ? [start] : []), ...(running ? [] : [end])];
}
