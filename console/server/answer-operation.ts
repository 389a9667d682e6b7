// What the pages asked for, as an HTTP answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { operations, type Operation } from '../api/operations.ts';
import { openEventStream } from './event-stream.ts';
import { findOperation } from './find-operation.ts';
import type { Handlers } from './handlers.ts';
import { ImpossibleError } from './impossible-error.ts';
import { readBytes, readMembers } from './read-body.ts';

type DescribeFailure = (error: unknown) => string;
/** What the types of all handlers come down to, once the operation is only known while it runs. */
type AnyHandler = (request: object) => unknown;

/** By the operation's handler, in the form that the table says. Refusals are 404 and 409, what broke on the way is 502; each with a sentence. */
export async function answerOperation(
  request: IncomingMessage,
  { pathname, searchParams }: URL,
  response: ServerResponse,
  handlers: Handlers,
  describeFailure: DescribeFailure,
): Promise<void> {
  const found = findOperation(request.method, pathname);
  if (!found) return sendJson(response, 404, { error: `There is no ${request.method} ${pathname}.` });
  const operation: Operation = operations[found.id];
  const { form } = operation.answer;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const answer = await (handlers[found.id] as AnyHandler)({
      path: found.path,
      query: queryOf(operation, searchParams),
      body: await bodyOf(operation, request),
      gone: gone.signal,
      ...(form === 'events' && { events: openEventStream(response) }),
    });
    if (form === 'json-lines') await sendLines(response, answer as AsyncIterable<unknown>, describeFailure);
    else if (form !== 'events') sendJson(response, 200, answer ?? {});
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    // What the console itself refuses is a sentence already; so is what the command line's functions refuse.
    if (error instanceof ImpossibleError || name === 'RefusedError')
      return sendJson(response, 409, { error: (error as Error).message });
    sendJson(response, /DoesNotExist|NotFound/.test(name) ? 404 : 502, { error: describeFailure(error) });
  }
}

const queryOf = ({ query = [] }: Operation, given: URLSearchParams): Record<string, string | undefined> =>
  Object.fromEntries(query.map((name) => [name, given.get(name) ?? undefined]));

async function bodyOf({ body }: Operation, request: IncomingMessage): Promise<unknown> {
  if (!body) return undefined;
  return body.form === 'json' ? readMembers(request, body.mostBytes) : readBytes(request, body.mostBytes);
}

/** JSON lines. The status has been sent when something breaks later: the last line says so then. */
async function sendLines(
  response: ServerResponse,
  lines: AsyncIterable<unknown>,
  describeFailure: DescribeFailure,
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
