// Runs a scope state by state to its end: enters a state, lets it do its work, and decides what a failure leads to.
import { sleep } from '../../../core/clock.ts';
import type { RunScope } from './execution.ts';
import { Interrupted } from './interrupted.ts';
import { wholeData } from './history.ts';
import { matchesError, planRetry } from './recovery.ts';
import { branchAt } from './state-at.ts';
import { runtimeFailure, StateFailure } from './state-failure.ts';
import { StateRun } from './state-run.ts';
import { behaviours } from './states/behaviours.ts';

export const runScope: RunScope = async (execution, path, signal) => {
  const branch = branchAt(execution.machine, path, { get: (each) => execution.scope(each) });
  for (;;) {
    const scope = execution.scope(path)!;
    if (scope.output) return scope.output.value;
    if (scope.failure) throw new StateFailure(scope.failure.error, scope.failure.cause);
    const run = new StateRun(execution, path, signal, branch.States[scope.state]!);
    await enter(run);
    if (run.scope.retryAt !== undefined) {
      const { clock } = execution.ports;
      await sleep(clock, run.scope.retryAt - clock.now(), signal);
    }
    try {
      await behaviours[run.state.Type](run as StateRun<never>);
    } catch (error) {
      if (signal.aborted) throw signal.reason as Error;
      if (error instanceof Interrupted) throw error;
      await recover(
        run,
        error instanceof StateFailure ? error : runtimeFailure(String((error as Error).stack ?? error)),
      );
    }
  }
};

async function enter(run: StateRun): Promise<void> {
  if (run.scope.entered) return;
  const { state: name, input } = run.scope;
  const at = run.execution.ports.clock.now();
  await run.save({ entered: { eventId: run.execution.lastEventId + 1, at } }, [
    {
      type: `${run.state.Type}StateEntered`,
      stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: wholeData },
    },
  ]);
}

async function recover(run: StateRun, failure: StateFailure): Promise<void> {
  const { state } = run;
  const retriers = 'Retry' in state ? state.Retry : undefined;
  const catchers = ('Catch' in state ? state.Catch : undefined) ?? [];
  const { clock, random } = run.execution.ports;
  const retry = planRetry(retriers ?? [], run.scope.retryUses ?? [], failure.error, random);
  if (retry) {
    const next = { retryUses: retry.uses, retryAt: clock.now() + retry.delayMs, progress: undefined };
    return run.save(next, failure.events, { replacesInner: true });
  }
  const catcher = catchers.find(({ ErrorEquals }) => matchesError(ErrorEquals, failure.error));
  if (!catcher) return fail(run, failure);
  const errorOutput = { Error: failure.error, ...(failure.cause !== undefined && { Cause: failure.cause }) };
  try {
    await run.leave(
      catcher,
      { errorOutput },
      errorOutput,
      { Next: catcher.Next },
      failure.events,
      `Catch[${catchers.indexOf(catcher)}]/`,
    );
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    await fail(run, error);
  }
}

// The scopes inside stay as they are: a redrive goes on from them.
function fail(run: StateRun, { error, cause, events }: StateFailure): Promise<void> {
  return run.save({ retryAt: undefined, failure: { error, ...(cause !== undefined && { cause }) } }, events);
}
