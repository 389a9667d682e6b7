// Runs the scopes inside of a Parallel or Map: so many at once, and when one fails the others stop.
import { Interrupted } from '../interrupted.ts';
import type { EventType } from '../history.ts';
import type { Json } from '../json.ts';
import { childPath, type Scope } from '../scope.ts';
import { StateFailure } from '../state-failure.ts';
import type { StateRun } from '../state-run.ts';

export interface Children {
  readonly count: number;
  readonly atOnce: number;
  /** Begins the child if it hasn't begun, and runs it to its end. */
  readonly runChild: (index: number, signal: AbortSignal) => Promise<Json>;
  /** Written when a child failed. */
  readonly failedEvent: EventType;
}

/** The children's outputs in their order. Throws the first failure, with the events of those that were stopped. */
export async function runChildren(run: StateRun, { count, atOnce, runChild, failedEvent }: Children): Promise<Json[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  const outputs = new Array<Json>(count);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      outputs[index] = await runChild(index, signal);
    }
  };
  try {
    const failed = childScopes(run, count).find((scope) => scope?.failure)?.failure;
    if (failed) throw new StateFailure(failed.error, failed.cause);
    await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work));
    return outputs;
  } catch (error) {
    stop.abort(new Interrupted('another branch failed'));
    if (!(error instanceof StateFailure) || run.signal.aborted) throw error;
    const after = childScopes(run, count).find((scope) => scope?.failure)?.lastEventId;
    throw error.followedBy(...run.execution.abortedEvents(run.path), { type: failedEvent, ...(after && { after }) });
  }
}

export function childScopes(run: StateRun, count: number): (Scope | undefined)[] {
  return Array.from({ length: count }, (_, index) => run.execution.scope(childPath(run.path, index)));
}

/** The newest event of all children: what the state's own success follows. */
export function lastEventOf(run: StateRun, count: number): number {
  return Math.max(run.scope.lastEventId, ...childScopes(run, count).map((scope) => scope?.lastEventId ?? 0));
}
