// Server-sent events to one browser. [HTML Living Standard, server-sent events]
import type { ServerResponse } from 'node:http';

/** `Events`: what is sent, by the events' names. */
export interface EventStream<Events> {
  send<Name extends keyof Events & string>(event: Name, data: Events[Name]): void;
}

const keepAliveMs = 20_000;

/** Until the browser goes. */
export function openEventStream<Events>(response: ServerResponse): EventStream<Events> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 2000\n\n');
  const keepAlive = setInterval(() => response.write(': still here\n\n'), keepAliveMs);
  response.once('close', () => clearInterval(keepAlive));
  return {
    // JSON has no raw line breaks, so one line of data is enough.
    send: (event, data) => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
  };
}
