// The console's backend: on loopback only, behind its doorkeeper. AWS's credentials stay in this process; pages get JSON.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import { executionsOf } from '../../executions/executions.ts';
import { documentClient } from '../../records/document-client.ts';
import { aboutHandlers } from './about.ts';
import { attentionHandlers } from './attention/handlers.ts';
import { openDoorkeeper, type Doorkeeper } from './admit.ts';
import type { ConsoleOptions } from './console-options.ts';
import { answerOperation, sendJson } from './answer-operation.ts';
import { openExecutionDetails } from './executions/execution-details.ts';
import { openExecutionReports, reportsOfTable } from './executions/execution-reports.ts';
import { openExecutionsFeed } from './executions/executions-feed.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { executionHandlers } from './executions/handlers.ts';
import type { Handlers } from './handlers.ts';
import { lookWhileWatched } from './look-while-watched.ts';
import { openFleet } from './cameras/fleet.ts';
import { cameraHandlers } from './cameras/handlers.ts';
import { manifestHandlers } from './manifest/handlers.ts';
import { openPages } from './pages.ts';
import { watchHandlers } from './watch/handlers.ts';
import { openViewerApi, refuse as refuseCall, viewerApiPath } from './watch/viewer-api.ts';

export interface RunningConsole {
  /** With the token: whoever has it is let in. */
  readonly url: string;
  stop(): Promise<void>;
}

const host = '127.0.0.1';

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
  const executions = executionsOf(new SFNClient(client), stateMachineArn);
  const fleet = openFleet({ client: documentClient(client), tableName: options.tableName }, Date.now);
  const feed = openExecutionsFeed(executions, {
    now: Date.now,
    subjectOf: fleet.subjectOf,
    describeFailure,
    ...(historyTableName !== undefined && {
      reports: openExecutionReports(reportsOfTable(client, historyTableName), Date.now),
    }),
  });
  const details = openExecutionDetails(executions, {
    subjectOf: fleet.subjectOf,
    ...(!options.local && { awsConsoleUrlOf: (arn: string) => awsConsoleUrl(client.region, arn) }),
  });
  const viewerApi = openViewerApi(options.apiUrl);
  const stopping = new AbortController();
  const looking = lookWhileWatched(feed, () => fleet.read(), stopping.signal);
  const handlers: Handlers = {
    ...aboutHandlers(options),
    ...executionHandlers(options, executions, details, feed, looking),
    ...cameraHandlers(options, fleet),
    ...watchHandlers(options),
    ...attentionHandlers(options, executions, feed),
    ...manifestHandlers(options),
  };

  // It needs the port; nobody is answered before there is one.
  const headers = securityHeaders(options);
  const door: { keeper?: Doorkeeper } = {};
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // [RFC 9112] allows a target that no URL has: `//[`.
    if (!URL.canParse(request.url ?? '/', `http://${host}`))
      return sendJson(response, 400, { error: 'That is no path.' });
    const admission = door.keeper!.admit(request);
    const url = new URL(request.url ?? '/', `http://${host}`);
    const { pathname } = url;
    if (admission.kind === 'refused') return refuse(pathname, admission.status, admission.error, response);
    if (admission.kind === 'welcome') {
      response
        .writeHead(303, { location: pathname, 'set-cookie': admission.cookie, 'cache-control': 'no-store' })
        .end();
      return;
    }
    // By what came over the wire: what it would be made into is not what the API is asked.
    if (request.url!.startsWith(`${viewerApiPath}/`)) return void viewerApi.forward(request, response);
    if (pathname.startsWith('/api/')) return void answerOperation(request, url, response, handlers, describeFailure);
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

function refuse(pathname: string, status: number, error: string, response: ServerResponse): void {
  if (pathname.startsWith('/api/')) return sendJson(response, status, { error });
  if (pathname.startsWith(`${viewerApiPath}/`)) return refuseCall(response, status, 'Refused by the console', error);
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(
      `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Lensgate console</title><h1>The console is locked</h1><p>${error}</p>`,
    );
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

const awsConsoleUrl = (region: string, executionArn: string): string =>
  `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${executionArn}`;
