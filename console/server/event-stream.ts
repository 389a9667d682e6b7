// Server-sent events to one browser. [HTML Living Standard, server-sent events]
import type { ServerResponse } from 'node:http';

export interface EventStream {
  send(event: string, data: unknown): void;
  readonly closed: AbortSignal;
}

const keepAliveMs = 20_000;

export function openEventStream(response: ServerResponse): EventStream {
  const closed = new AbortController();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 2000\n\n');
  const keepAlive = setInterval(() => response.write(': still here\n\n'), keepAliveMs);
  response.once('close', () => {
    clearInterval(keepAlive);
    closed.abort();
  });
  return {
    closed: closed.signal,
    // JSON has no raw line breaks, so one line of data is enough.
    send: (event, data) => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
  };
}
