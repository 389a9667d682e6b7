// One registration event: start its execution, unless one is at work, has done it, or failed just now. Delivering it again changes nothing.
import {
  coolDownMs,
  executionInput,
  executionName,
  newestAttempt,
  type Numbered,
  type Registration,
} from '../../executions/attempt.ts';
import { ExecutionNotVisibleError, type Execution, type ExecutionStarter } from '../../executions/execution-starter.ts';

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
 * @param presentedAt when the pending certificate was presented, in milliseconds since the epoch
 * @param attempt named by the message when an admin redrives it: exactly that one, and no cool-down
 * @param now milliseconds since the epoch
 */
export async function startRegistration(
  registration: Registration,
  presentedAt: number,
  attempt: number | undefined,
  executions: ExecutionStarter,
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

  const { attempt: newest, status, stopDate } = await newestOf(registration.certificateId, executions);
  const name = executionName(registration.certificateId, newest);
  if (stopDate === undefined) return { outcome: 'already-running', executionName: name };
  if (status === 'SUCCEEDED') {
    // Registered, and pending after that: the camera was re-armed. An event of the time before is only late.
    if (presentedAt > stopDate.getTime()) return start(newest + 1, 'already-running');
    return { outcome: 'already-registered', executionName: name };
  }
  const retryAt = stopDate.getTime() + coolDownMs(newest);
  if (now < retryAt) {
    return { outcome: 'cooling-down', executionName: name, retryAfter: new Date(retryAt).toISOString() };
  }
  // Refused here means that another delivery was quicker.
  return start(newest + 1, 'already-running');
}

async function newestOf(certificateId: string, { find }: ExecutionStarter): Promise<Numbered<Execution>> {
  const newest = await newestAttempt(certificateId, find);
  if (!newest) throw new ExecutionNotVisibleError(certificateId);
  return newest;
}
