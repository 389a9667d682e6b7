// Succeed: ends the machine, or the branch that it stands in.
import type { SucceedState } from '../definition.ts';
import type { StateRun } from '../state-run.ts';

export function runSucceed(run: StateRun<SucceedState>): Promise<void> {
  const { Output } = run.state;
  return run.leave(Output === undefined ? {} : { Output }, {}, run.scope.input, {});
}
