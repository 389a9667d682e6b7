// The console's backend: on loopback only, behind its doorkeeper. AWS's credentials stay in this process; pages get JSON.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { About } from '../api/about.ts';
import type { ExecutionDetail } from '../api/executions.ts';
import { attentionRoutes } from './attention/routes.ts';
import { openDoorkeeper, type Doorkeeper } from './admit.ts';
import type { ConsoleOptions } from './console-options.ts';
import { openEventStream } from './event-stream.ts';
import { openExecutionDetails, type ExecutionDetails } from './executions/execution-details.ts';
import { openExecutionReports, reportsOfTable } from './executions/execution-reports.ts';
import { openExecutionsFeed, type ExecutionsFeed } from './executions/executions-feed.ts';
import { openExecutionsSource } from './executions/executions-source.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { executionRoutes } from './executions/routes.ts';
import { openFleet } from './cameras/fleet.ts';
import { cameraRoutes } from './cameras/routes.ts';
import { manifestRoutes } from './manifest/routes.ts';
import { openPages } from './pages.ts';
import { ImpossibleError, readBytes, readText, type Route } from './route.ts';
import { watchRoutes } from './watch/routes.ts';
import { openViewerApi, refuse as refuseCall, viewerApiPath } from './watch/viewer-api.ts';

export interface RunningConsole {
  /** With the token: whoever has it is let in. */
  readonly url: string;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
// GetExecutionHistory refills at 20 per second, DescribeExecution at 15. [Step Functions quotas] One page that is open costs one of each.
const detailPauseMs = 1000;
const fleetPauseMs = 30_000;

const securityHeaders = (options: ConsoleOptions): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(options.local, options.client.region),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
});

/** Rejects with the system's error when the port is taken. */
export async function serveConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { client, stateMachineArn, historyTableName, describeFailure } = options;
  const pages = openPages(options.pages);
  const source = openExecutionsSource(client, stateMachineArn);
  const fleet = openFleet(new DynamoDBClient(client), options.tableName, Date.now);
  const feed = openExecutionsFeed(source, {
    now: Date.now,
    subjectOf: fleet.subjectOf,
    describeFailure,
    ...(historyTableName !== undefined && {
      reports: openExecutionReports(reportsOfTable(client, historyTableName), Date.now),
    }),
  });
  const details = openExecutionDetails(source, {
    subjectOf: fleet.subjectOf,
    ...(!options.local && { awsConsoleUrlOf: (arn: string) => awsConsoleUrl(client.region, arn) }),
  });
  const routes = [
    aboutRoute(options),
    ...executionRoutes(options, source, details, feed),
    ...cameraRoutes(options, fleet),
    ...watchRoutes(options),
    ...attentionRoutes(options, source, feed),
    ...manifestRoutes(options),
  ];
  const viewerApi = openViewerApi(options.apiUrl);
  const stopping = new AbortController();
  const looking = lookWhileWatched(feed, () => fleet.read(), stopping.signal);

  // It needs the port; nobody is answered before there is one.
  const headers = securityHeaders(options);
  const door: { keeper?: Doorkeeper } = {};
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // [RFC 9112] allows a target that no URL has: `//[`.
    if (!URL.canParse(request.url ?? '/', `http://${host}`))
      return sendJson(response, 400, { error: 'That is no path.' });
    const admission = door.keeper!.admit(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', `http://${host}`);
    if (admission.kind === 'refused') return refuse(pathname, admission.status, admission.error, response);
    if (admission.kind === 'welcome') {
      response
        .writeHead(303, { location: pathname, 'set-cookie': admission.cookie, 'cache-control': 'no-store' })
        .end();
      return;
    }
    if (pathname === '/api/stream' && request.method === 'GET') {
      return stream(response, searchParams.get('execution'), { looking, feed, details, describeFailure });
    }
    // By what came over the wire: what it would be made into is not what the API is asked.
    if (request.url!.startsWith(`${viewerApiPath}/`)) return void viewerApi.forward(request, response);
    if (pathname.startsWith('/api/'))
      return void answer(request, { pathname, searchParams }, response, routes, options);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendJson(response, 405, { error: `${request.method} is for /api/ only.` });
    }
    pages.serve(pathname, response);
  });
  const port = await listen(server, options.port);
  door.keeper = openDoorkeeper(port);
  return {
    url: `http://${host}:${port}/?token=${door.keeper.token}`,
    async stop() {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await looking.ended;
    },
  };
}

interface Looking {
  /** While somebody watches. Returns the end of it. */
  watch(): () => void;
  readonly ended: Promise<void>;
}

/** Nobody there, nothing asked: AWS is looked at only while a browser is open. */
function lookWhileWatched(feed: ExecutionsFeed, readFleet: () => Promise<unknown>, signal: AbortSignal): Looking {
  let watchers = 0;
  let wake: () => void = () => undefined;
  const loop = async (): Promise<void> => {
    let fleetAt = -Infinity;
    while (!signal.aborted) {
      if (watchers === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        continue;
      }
      if (Date.now() - fleetAt > fleetPauseMs) {
        fleetAt = Date.now();
        // The list lacks some names without it, and says what is wrong itself.
        await readFleet().catch(() => undefined);
      }
      const pauseMs = await feed.look();
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    ended: loop(),
    watch() {
      watchers++;
      wake();
      return () => void watchers--;
    },
  };
}

interface Streamed {
  readonly looking: Looking;
  readonly feed: ExecutionsFeed;
  readonly details: ExecutionDetails;
  readonly describeFailure: (error: unknown) => string;
}

function stream(response: ServerResponse, execution: string | null, streamed: Streamed): void {
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

const aboutRoute = ({ local, client, stateMachineArn, addDemoCamera, viewers }: ConsoleOptions): Route => ({
  method: 'GET',
  path: /^\/api\/about$/,
  answer: (): Promise<About> =>
    Promise.resolve({
      where: local ? 'this machine' : `AWS, ${client.region}`,
      stateMachineArn,
      canAddDemoCamera: addDemoCamera !== undefined,
      tokens: viewers.tokens,
    }),
});

async function answer(
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
      // What the console itself refuses is a sentence already.
      if (error instanceof ImpossibleError) return sendJson(response, 409, { error: error.message });
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

function refuse(pathname: string, status: number, error: string, response: ServerResponse): void {
  if (pathname.startsWith('/api/')) return sendJson(response, status, { error });
  if (pathname.startsWith(`${viewerApiPath}/`)) return refuseCall(response, status, 'Refused by the console', error);
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(
      `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Lensgate console</title><h1>The console is locked</h1><p>${error}</p>`,
    );
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  // A connection whose request was not read to its end can't carry another one.
  if (!response.req.complete) response.setHeader('connection', 'close');
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

const awsConsoleUrl = (region: string, executionArn: string): string =>
  `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${executionArn}`;
