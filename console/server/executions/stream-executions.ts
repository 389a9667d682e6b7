// One browser's events: the list of executions, and one of them with all that happens in it.
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionDetail } from '../../api/executions.ts';
import type { RequestOf } from '../handlers.ts';
import type { WatchedLook } from '../look-while-watched.ts';
import type { ExecutionDetails } from './execution-details.ts';
import type { ExecutionsFeed } from './executions-feed.ts';

// GetExecutionHistory refills at 20 per second, DescribeExecution at 15. [Step Functions quotas] One page that is open costs one of each.
const detailPauseMs = 1000;

interface Streamed {
  readonly looking: WatchedLook;
  readonly feed: ExecutionsFeed;
  readonly details: ExecutionDetails;
  readonly describeFailure: (error: unknown) => string;
}

/** Until the browser goes. `execution` names the one that is followed. */
export function streamExecutions(
  events: RequestOf<'watchExecutions'>['events'],
  gone: AbortSignal,
  execution: string | undefined,
  { looking, feed, details, describeFailure }: Streamed,
): void {
  const ends = [looking.watch(), feed.subscribe((news) => events.send('executions', news))];
  gone.addEventListener('abort', () => ends.forEach((end) => end()));
  if (execution !== undefined) {
    void followExecution(
      execution,
      details,
      feed,
      gone,
      (detail) => events.send('execution', detail),
      (error) => events.send('execution-trouble', { error: describeFailure(error) }),
    );
  }
}

/** Sends the execution whenever something has changed in it; an ended one comes from memory, and again when it was redriven. */
async function followExecution(
  name: string,
  details: ExecutionDetails,
  feed: ExecutionsFeed,
  gone: AbortSignal,
  send: (detail: ExecutionDetail) => void,
  sendTrouble: (error: unknown) => void,
): Promise<void> {
  let last = '';
  let pauseMs = detailPauseMs;
  while (!gone.aborted) {
    try {
      if (feed.row(name)?.status === 'RUNNING') details.forget(name);
      const detail = await details.read(name);
      const version = `${detail.status} ${detail.history.length} ${detail.cameraName ?? ''}`;
      if (version !== last) send(detail);
      last = version;
      pauseMs = detailPauseMs;
    } catch (error) {
      sendTrouble(error);
      pauseMs = Math.min(pauseMs * 2, 60_000);
    }
    await delay(pauseMs, undefined, { signal: gone }).catch(() => undefined);
  }
}
