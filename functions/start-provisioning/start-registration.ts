// One registration event: start its execution, unless one is at work, has done it, or failed just now. Delivering it again changes nothing.
import { coolDownMs, executionInput, executionName, type Registration } from '../../executions/attempt.ts';
import type { Execution, Executions } from '../../executions/executions.ts';

/** Step Functions refused the first attempt's name and then knew nothing of it: it isn't consistent yet. The queue delivers again. */
export class ExecutionNotVisibleError extends Error {
  override readonly name = 'ExecutionNotVisibleError';

  constructor(name: string) {
    super(`Execution ${name} exists, but can't be described yet. The message is delivered again; nothing to do.`);
  }
}

/** An attempt was asked for while the one before it still runs, or cleans up. The queue delivers the message again. */
export class PreviousAttemptRunningError extends Error {
  override readonly name = 'PreviousAttemptRunningError';

  constructor(name: string) {
    super(
      `Execution ${name} is still running; the next attempt starts when it has ended. Nothing to do: the message comes again.`,
    );
  }
}

export interface Outcome {
  readonly outcome: 'started' | 'already-running' | 'already-registered' | 'already-attempted' | 'cooling-down';
  readonly executionName: string;
  /** ISO time from which a new event starts the next attempt. */
  readonly retryAfter?: string;
}

/**
 * @param attempt named by the message when an admin redrives it: exactly that one, and no cool-down
 * @param now milliseconds since the epoch
 */
export async function startRegistration(
  registration: Registration,
  attempt: number | undefined,
  executions: Executions,
  now: number,
): Promise<Outcome> {
  const start = async (n: number, otherwise: Outcome['outcome']): Promise<Outcome> => {
    const name = executionName(registration.certificateId, n);
    const isStarted = await executions.start(name, executionInput(registration, n));
    return { outcome: isStarted ? 'started' : otherwise, executionName: name };
  };
  if (attempt !== undefined) {
    const before = executionName(registration.certificateId, attempt - 1);
    if ((await executions.find(before))?.status === 'RUNNING') throw new PreviousAttemptRunningError(before);
    return start(attempt, 'already-attempted');
  }
  const first = await start(1, 'already-attempted');
  if (first.outcome === 'started') return first;

  const newest = await findNewest(registration.certificateId, executions);
  const { name, execution } = newest;
  if (execution.status === 'SUCCEEDED') return { outcome: 'already-registered', executionName: name };
  if (execution.stoppedAt === undefined) return { outcome: 'already-running', executionName: name };
  const retryAt = execution.stoppedAt + coolDownMs(newest.attempt);
  if (now < retryAt) {
    return { outcome: 'cooling-down', executionName: name, retryAfter: new Date(retryAt).toISOString() };
  }
  // Refused here means that another delivery was quicker.
  return start(newest.attempt + 1, 'already-running');
}

/** Attempts are counted without a gap, so the newest is the last one that exists. */
async function findNewest(
  certificateId: string,
  executions: Executions,
): Promise<{ attempt: number; name: string; execution: Execution }> {
  let newest: { attempt: number; name: string; execution: Execution } | undefined;
  for (let attempt = 1; ; attempt++) {
    const name = executionName(certificateId, attempt);
    const execution = await executions.find(name);
    if (!execution) break;
    newest = { attempt, name, execution };
    if (execution.status === 'SUCCEEDED') break;
  }
  if (!newest) throw new ExecutionNotVisibleError(certificateId);
  return newest;
}
