// Pass: nothing but Assign and Output.
import type { PassState } from '../definition.ts';
import type { StateRun } from '../state-run.ts';

export function runPass(run: StateRun<PassState>): Promise<void> {
  return run.leave(run.state, {}, run.scope.input, run.state);
}
