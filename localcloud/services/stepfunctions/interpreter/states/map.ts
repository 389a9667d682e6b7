// Map, inline: runs its processor once for each item, so many at once as MaxConcurrency allows.
import type { MapState } from '../definition.ts';
import { withinPayloadLimit, type Json } from '../json.ts';
import { childPath, type Progress } from '../scope.ts';
import type { StateFailure } from '../state-failure.ts';
import type { StateRun } from '../state-run.ts';
import { lastEventOf, runChildren } from './children.ts';

/** Iterations of an inline Map that AWS runs at once, whatever MaxConcurrency says. [SFN: inline mode] */
const mostAtOnce = 40;

type MapProgress = Extract<Progress, { kind: 'map' }>;

export async function runMap(run: StateRun<MapState>): Promise<void> {
  const { state } = run;
  const progress = run.scope.progress?.kind === 'map' ? run.scope.progress : await start(run);
  const count = progress.items.length;
  const result = await runChildren(run, {
    count,
    atOnce: progress.maxConcurrency === 0 ? mostAtOnce : Math.min(progress.maxConcurrency, mostAtOnce),
    runChild: (index, signal) => runIteration(run, progress, index, signal),
    failedEvent: 'MapStateFailed',
  });
  return run.leave(state, { result }, result, state, [{ type: 'MapStateSucceeded', after: lastEventOf(run, count) }]);
}

async function start(run: StateRun<MapState>): Promise<MapProgress> {
  const { Items: template, MaxConcurrency: concurrency = 0 } = run.state;
  const items = template === undefined ? run.scope.input : await run.evaluate(template, 'Items');
  if (!Array.isArray(items)) throw notAnArray(run, items);
  const maxConcurrency = await run.evaluateInteger(concurrency, 'MaxConcurrency', 0, Number.MAX_SAFE_INTEGER);
  const startedEventId = run.execution.lastEventId + 1;
  const progress: MapProgress = { kind: 'map', startedEventId, items, maxConcurrency };
  await run.save({ progress, retryAt: undefined }, [
    { type: 'MapStateStarted', mapStateStartedEventDetails: { length: items.length } },
  ]);
  return progress;
}

async function runIteration(
  run: StateRun<MapState>,
  { items, startedEventId: lastEventId }: MapProgress,
  index: number,
  signal: AbortSignal,
): Promise<Json> {
  const { execution, state } = run;
  const child = childPath(run.path, index);
  const iteration = { name: run.name, index };
  if (!execution.scope(child)) {
    const mapItem = { Index: index, Value: items[index]! };
    const input =
      state.ItemSelector === undefined
        ? mapItem.Value
        : await run.evaluate(state.ItemSelector, 'ItemSelector', { mapItem });
    withinPayloadLimit(input, `The iteration ${index} of the state '${run.name}' has an input`);
    const scope = { state: state.ItemProcessor.StartAt, input, variables: {}, lastEventId, mapItem };
    await execution.commit(child, signal, scope, [
      { type: 'MapIterationStarted', mapIterationStartedEventDetails: iteration },
    ]);
  }
  const recordEnd = async (type: 'Succeeded' | 'Failed'): Promise<void> => {
    const scope = execution.scope(child)!;
    if (scope.endRecorded) return;
    await execution.commit(child, signal, { ...scope, endRecorded: true }, [
      type === 'Succeeded'
        ? { type: 'MapIterationSucceeded', mapIterationSucceededEventDetails: iteration }
        : { type: 'MapIterationFailed', mapIterationFailedEventDetails: iteration },
    ]);
  };
  try {
    const output = await execution.runScope(child, signal);
    await recordEnd('Succeeded');
    return output;
  } catch (error) {
    if (execution.scope(child)?.failure && !signal.aborted) await recordEnd('Failed');
    throw error;
  }
}

function notAnArray(run: StateRun, items: Json): StateFailure {
  const given = JSON.stringify(items).slice(0, 200);
  return run.evaluationFailure(`The field 'Items' must be an array, but it was ${given}.`, 'Items');
}
