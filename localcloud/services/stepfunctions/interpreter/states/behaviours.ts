// What each type of state does.
import type { State, StateType } from '../definition.ts';
import type { StateRun } from '../state-run.ts';
import { runChoice } from './choice.ts';
import { runFail } from './fail.ts';
import { runMap } from './map.ts';
import { runParallel } from './parallel.ts';
import { runPass } from './pass.ts';
import { runSucceed } from './succeed.ts';
import { runTask } from './task.ts';
import { runWait } from './wait.ts';

/** Resolves when the state has been left; throws StateFailure when it failed. Takes up a saved progress where there is one. */
type Behaviour<T extends StateType> = (run: StateRun<Extract<State, { Type: T }>>) => Promise<void>;

export const behaviours: { readonly [T in StateType]: Behaviour<T> } = {
  Choice: runChoice,
  Fail: runFail,
  Map: runMap,
  Parallel: runParallel,
  Pass: runPass,
  Succeed: runSucceed,
  Task: runTask,
  Wait: runWait,
};
