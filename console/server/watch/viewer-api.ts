// The viewer API at the console's own address: what the pages call through client/ is passed on, with the person's token and nothing of the console's.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestLines } from '../../../client/src/generated/api.ts';
import { ImpossibleError } from '../impossible-error.ts';
import { readBytes } from '../read-body.ts';

export const viewerApiPath = '/viewer-api';

export interface ViewerApi {
  /** Answers in any case; never rejects. */
  forward(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const mostBytes = 1_000_000;
// Longer than API Gateway lets an integration take.
const longestAnswerMs = 35_000;
const requestHeaders = ['authorization', 'content-type', 'accept'] as const;
const answerHeaders = ['content-type', 'retry-after', 'www-authenticate', 'apigw-requestid'] as const;

// A segment is one to whoever reads it, decoded or not: no slash, no backslash, not `.` or `..`, no control character.
const segment = /^(?!(?:\.|%2e){1,2}$)(?:[\w.~!$&'()*+,;=:@-]|%(?!2f|5c|[01][\da-f]|7f)[\da-f]{2})+$/i;
const query = /^(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-f]{2})*$/i;

/** The operations of the API, and nothing else that might be there. */
const operations = Object.values(requestLines).map(({ method, path }) => ({ method, segments: path.split('/') }));

/** Of `target`, as it came over the wire; undefined when that is no operation of the API. */
export function operationTarget(method: string, target: string): string | undefined {
  if (!target.startsWith(`${viewerApiPath}/`)) return undefined;
  const [path = '', search, ...more] = target.slice(viewerApiPath.length).split('?');
  if (more.length > 0 || !query.test(search ?? '')) return undefined;
  const asked = path.split('/');
  const known = operations.some(
    ({ method: its, segments }) =>
      its === method &&
      segments.length === asked.length &&
      segments.every((name, i) => (name.startsWith('{') ? segment.test(asked[i]!) : name === asked[i])),
  );
  return known ? `${path}${search === undefined ? '' : `?${search}`}` : undefined;
}

export function openViewerApi(apiUrl: string, { answerWithinMs = longestAnswerMs } = {}): ViewerApi {
  const base = apiUrl.replace(/\/$/, '');
  return {
    async forward(request, response) {
      const { method = 'GET', url = '/' } = request;
      const target = operationTarget(method, url);
      if (target === undefined) {
        return refuse(
          response,
          404,
          'Not Found',
          'This is no operation of the viewer API: api/openapi.json lists them.',
        );
      }
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const tooLate = AbortSignal.timeout(answerWithinMs);
      try {
        const body = await readBytes(request, mostBytes);
        const answer = await fetch(base + target, {
          method,
          headers: requestHeaders.flatMap((name): [string, string][] => {
            const value = request.headers[name];
            return value === undefined ? [] : [[name, value]];
          }),
          ...(method !== 'GET' && body.length > 0 && { body }),
          // To another address the token must not go.
          redirect: 'manual',
          signal: AbortSignal.any([gone.signal, tooLate]),
        });
        const answered = Buffer.from(await answer.arrayBuffer());
        response.setHeader('cache-control', 'no-store');
        for (const name of answerHeaders) {
          const value = answer.headers.get(name);
          if (value !== null) response.setHeader(name, value);
        }
        response.writeHead(answer.status).end(answered);
      } catch (error) {
        if (gone.signal.aborted) return;
        if (error instanceof ImpossibleError) return refuse(response, 413, 'Content Too Large', error.message);
        // What fetch says may quote what was sent: it is left out.
        if (tooLate.aborted) {
          const detail = `The viewer API gave no answer within ${answerWithinMs / 1000} seconds. Try again.`;
          return refuse(response, 504, 'Gateway Timeout', detail);
        }
        refuse(
          response,
          502,
          'Bad Gateway',
          `The console can’t reach the viewer API at ${new URL(base).host}. ${advice}`,
        );
      }
    },
  };
}

const advice = 'Is the local cloud running (npm start)? On AWS: is the network up, and the stack there?';

/** As the API words its own, so that the client reads both alike. [RFC 9457] */
export function refuse(response: ServerResponse, status: number, title: string, detail: string): void {
  // A connection whose request was not read to its end can't carry another one.
  if (!response.req.complete) response.setHeader('connection', 'close');
  response
    .writeHead(status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
    .end(JSON.stringify({ type: 'urn:lensgate:console', title, status, detail }));
}
