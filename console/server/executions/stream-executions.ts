// One browser's events: the list of executions, and one of them with all that happens in it.
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionDetail } from '../../api/executions.ts';
import { openEventStream } from '../event-stream.ts';
import type { Looking } from '../look-while-watched.ts';
import type { ExecutionDetails } from './execution-details.ts';
import type { ExecutionsFeed } from './executions-feed.ts';

// GetExecutionHistory refills at 20 per second, DescribeExecution at 15. [Step Functions quotas] One page that is open costs one of each.
const detailPauseMs = 1000;

interface Streamed {
  readonly looking: Looking;
  readonly feed: ExecutionsFeed;
  readonly details: ExecutionDetails;
  readonly describeFailure: (error: unknown) => string;
}

/** Until the browser goes. `execution` names the one that is followed. */
export function streamExecutions(response: ServerResponse, execution: string | null, streamed: Streamed): void {
  const { looking, feed, details, describeFailure } = streamed;
  const events = openEventStream(response);
  const ends = [looking.watch(), feed.subscribe((news) => events.send('executions', news))];
  events.closed.addEventListener('abort', () => ends.forEach((end) => end()));
  if (execution !== null) {
    void followExecution(
      execution,
      details,
      feed,
      events.closed,
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
  closed: AbortSignal,
  send: (detail: ExecutionDetail) => void,
  sendTrouble: (error: unknown) => void,
): Promise<void> {
  let last = '';
  let pauseMs = detailPauseMs;
  while (!closed.aborted) {
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
    await delay(pauseMs, undefined, { signal: closed }).catch(() => undefined);
  }
}
