// Wait: for a number of seconds, or until a time. The end is decided once, so that a restart waits for what is left.
import { sleep } from '../../../../core/clock.ts';
import type { WaitState } from '../definition.ts';
import type { StateRun } from '../state-run.ts';

/** [ASL quotas: TimeoutSeconds and Wait] */
const longestWaitSeconds = 99_999_999;

export async function runWait(run: StateRun<WaitState>): Promise<void> {
  const { clock } = run.execution.ports;
  const { progress } = run.scope;
  const until = progress?.kind === 'wait' ? progress.until : await endOfWait(run);
  if (!progress) await run.save({ progress: { kind: 'wait', until } });
  await sleep(clock, until - clock.now(), run.signal);
  return run.leave(run.state, {}, run.scope.input, run.state);
}

async function endOfWait(run: StateRun<WaitState>): Promise<number> {
  const { Seconds: seconds, Timestamp: timestamp } = run.state;
  if (seconds !== undefined) {
    return (
      run.execution.ports.clock.now() + (await run.evaluateInteger(seconds, 'Seconds', 0, longestWaitSeconds)) * 1000
    );
  }
  const text = await run.evaluate(timestamp!, 'Timestamp');
  if (typeof text === 'string' && isTimestamp(text)) return Date.parse(text);
  throw run.evaluationFailure(
    `The field 'Timestamp' must be an RFC 3339 time with T and a time zone, such as 2026-01-31T12:00:00Z, but it was ${JSON.stringify(text)}.`,
    'Timestamp',
  );
}

export function isTimestamp(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
}
