// What the pages asked for, as an HTTP answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsoleOptions } from './console-options.ts';
import { ImpossibleError, readBytes, readText, type Route } from './route.ts';

/** By the route that fits, in JSON. Refusals are 404 and 409, what broke on the way is 502; each with a sentence. */
export async function answerRoute(
  request: IncomingMessage,
  { pathname, searchParams: query }: { pathname: string; searchParams: URLSearchParams },
  response: ServerResponse,
  routes: readonly Route[],
  { describeFailure }: ConsoleOptions,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const bytes = (mostBytes: number): Promise<Uint8Array> => readBytes(request, mostBytes);
  const text = (mostBytes: number): Promise<string> => readText(request, mostBytes);
  for (const route of routes) {
    const found = route.method === request.method ? route.path.exec(pathname) : null;
    if (!found) continue;
    try {
      const said = await route.answer({ names: found.slice(1), query, bytes, text, gone: gone.signal });
      if (!isIterable(said)) return sendJson(response, 200, said);
      await sendLines(response, said, describeFailure);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      // What the console itself refuses is a sentence already; so is what the command line's functions refuse.
      if (error instanceof ImpossibleError || name === 'RefusedError')
        return sendJson(response, 409, { error: (error as Error).message });
      sendJson(response, /DoesNotExist|NotFound/.test(name) ? 404 : 502, { error: describeFailure(error) });
    }
    return;
  }
  sendJson(response, 404, { error: `There is no ${request.method} ${pathname}.` });
}

const isIterable = (said: unknown): said is AsyncIterable<unknown> =>
  typeof said === 'object' && said !== null && Symbol.asyncIterator in said;

/** JSON lines. The status has been sent when something breaks later: the last line says so then. */
async function sendLines(
  response: ServerResponse,
  lines: AsyncIterable<unknown>,
  describeFailure: (error: unknown) => string,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  try {
    for await (const line of lines) response.write(`${JSON.stringify(line)}\n`);
  } catch (error) {
    response.write(`${JSON.stringify({ error: describeFailure(error) })}\n`);
  }
  response.end();
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  // A connection whose request was not read to its end can't carry another one.
  if (!response.req.complete) response.setHeader('connection', 'close');
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
