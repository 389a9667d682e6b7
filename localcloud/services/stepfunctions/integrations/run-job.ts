// Waits for work that a task has begun elsewhere, and stops it when nobody waits for it any more.
import { sleep, type Clock } from '../../../core/clock.ts';
import { Interrupted } from '../interpreter/interrupted.ts';
import type { Json, JsonObject } from '../interpreter/json.ts';
import type { ExecutionIdentity, TaskCall } from '../interpreter/ports.ts';
import { TaskFailure } from '../interpreter/state-failure.ts';
import type { Job, Send } from './integration.ts';

/** Step Functions hears of the end by an event, and asks, too. Here it only asks: after a tenth of a second, then ever more rarely. */
const firstLookAfterMs = 100;
const looksAtMostEveryMs = 2_000;

interface Waiting {
  readonly clock: Clock;
  readonly execution: ExecutionIdentity;
  readonly call: Pick<TaskCall, 'signal' | 'submit' | 'submitted'>;
  readonly send: Send;
  /** Told when the work could not be stopped: it runs on, as it does on AWS. */
  readonly onNotStopped: (error: unknown) => void;
}

/** `begin` is called unless the work had begun before the process died. Throws what `look` throws. */
export async function runJob(job: Job, begin: () => Promise<Json>, waiting: Waiting): Promise<Json> {
  const { call, send, execution, clock, onNotStopped } = waiting;
  const begun = (call.submitted ?? (await begin())) as JsonObject;
  const stop = (): void => {
    const { reason } = call.signal as { reason: unknown };
    if (reason instanceof Interrupted && reason.resumes) return;
    job.stop(begun, send, execution).catch(onNotStopped);
  };
  if (call.signal.aborted) stop();
  else call.signal.addEventListener('abort', stop, { once: true });
  try {
    if (call.submitted === undefined) await call.submit(begun);
    for (let pauseMs = firstLookAfterMs; ; pauseMs = Math.min(pauseMs * 2, looksAtMostEveryMs)) {
      const result = await look(job, begun, send);
      if (result !== undefined) return result;
      await sleep(clock, pauseMs, call.signal);
    }
  } finally {
    // By now it has ended, or was stopped by the signal.
    call.signal.removeEventListener('abort', stop);
  }
}

// A look that fails for a moment is made again. [AWS: polling is throttled like any other call]
async function look(job: Job, begun: JsonObject, send: Send): Promise<Json | undefined> {
  try {
    return await job.look(begun, send);
  } catch (error) {
    if (error instanceof TaskFailure && error.passing) return undefined;
    throw error;
  }
}
