// Parallel: all branches at once with the same input; the first failure stops the others and fails the state.
import type { ParallelState } from '../definition.ts';
import { withinPayloadLimit, type Json } from '../json.ts';
import { childPath, type Progress } from '../scope.ts';
import type { StateRun } from '../state-run.ts';
import { lastEventOf, runChildren } from './children.ts';

type ParallelProgress = Extract<Progress, { kind: 'parallel' }>;

export async function runParallel(run: StateRun<ParallelState>): Promise<void> {
  const { execution, path, scope, state } = run;
  const progress = scope.progress?.kind === 'parallel' ? scope.progress : await start(run);
  const count = state.Branches.length;
  const runChild = async (index: number, signal: AbortSignal): Promise<Json> => {
    const child = childPath(path, index);
    if (!execution.scope(child)) {
      const { StartAt: first } = state.Branches[index]!;
      const { startedEventId: lastEventId, arguments: input } = progress;
      await execution.commit(child, signal, { state: first, input, variables: {}, lastEventId }, []);
    }
    return execution.runScope(child, signal);
  };
  const result = await runChildren(run, { count, atOnce: count, runChild, failedEvent: 'ParallelStateFailed' });
  return run.leave(state, { result }, result, state, [
    { type: 'ParallelStateSucceeded', after: lastEventOf(run, count) },
  ]);
}

async function start(run: StateRun<ParallelState>): Promise<ParallelProgress> {
  const { Arguments: template } = run.state;
  const args = template === undefined ? run.scope.input : await run.evaluate(template, 'Arguments');
  withinPayloadLimit(args, `The state '${run.name}' has Arguments`);
  const progress: ParallelProgress = {
    kind: 'parallel',
    startedEventId: run.execution.lastEventId + 1,
    arguments: args,
  };
  await run.save({ progress, retryAt: undefined }, [{ type: 'ParallelStateStarted' }]);
  return progress;
}
