// Runs a state machine in no time at all: the clock jumps to the next timer whenever nothing else is left to do.
import { ManualClock } from '../../localcloud/core/clock.ts';
import type { HistoryRecord } from '../../localcloud/services/stepfunctions/interpreter/history.ts';
import type { Json } from '../../localcloud/services/stepfunctions/interpreter/json.ts';
import type { CallTask, Outcome } from '../../localcloud/services/stepfunctions/interpreter/ports.ts';
import { runStateMachine } from '../../localcloud/services/stepfunctions/interpreter/run.ts';

export interface Ended {
  readonly outcome: Outcome;
  readonly history: readonly HistoryRecord[];
  /** Milliseconds that passed on the machine's clock. */
  readonly tookMs: number;
}

/** Tasks fail by throwing TaskFailure('Iot.ThrottlingException', 'text'); a task that never answers meets its timeout. */
export async function runToEnd(
  definition: unknown,
  options: {
    input?: Json;
    callTask?: CallTask;
    random?: () => number;
    clock?: ManualClock;
    executionName?: string;
  } = {},
): Promise<Ended> {
  const {
    input = {},
    callTask = () => Promise.reject(new Error('no task is expected')),
    clock = new ManualClock(),
  } = options;
  const began = clock.now();
  const run = runStateMachine({ ...options, definition, input, callTask, clock });
  let outcome: Outcome | undefined;
  void run.finished.then((value) => (outcome = value));
  await clock.advance(0);
  for (let turn = 0; !outcome; turn++) {
    if (turn > 10_000) throw new Error('the execution waits for something that never comes');
    await clock.advance(clock.nextTimerInMs ?? 0);
  }
  return { outcome, history: run.history, tookMs: clock.now() - began };
}

/** A machine of JSONata states, the first of which is where it starts. */
export function machineOf(
  states: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}
