// HTTP APIs (API Gateway v2): the server, and the template's resources that tell it what to answer.
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { CloudContext } from '../../core/cloud-context.ts';
import { listen } from '../../core/listen.ts';
import type { Service } from '../../core/service.ts';
import { AccessLog } from './access-log.ts';
import { answerRequest, type Gateway } from './answer-request.ts';
import type { Api } from './api-parts.ts';
import type { ApiResponse } from './api-response.ts';
import { RequestAuthorizer } from './authorize-request.ts';
import { docsResponse } from './docs-page.ts';
import { httpApiResources } from './http-api-resources.ts';
import { RouteThrottle } from './throttle.ts';

// Far above the API's own limit, so that the API and not the HTTP parser refuses what is too long.
const maxHeaderBytes = 2 * 1024 * 1024;

export function httpApi(cloud: CloudContext): Service {
  let api: Api | undefined;
  const logs = join(cloud.dataDir, 'logs');
  const gateway: Gateway = {
    cloud,
    api: () => api,
    authorizer: new RequestAuthorizer(cloud),
    throttle: new RouteThrottle(cloud.clock),
    accessLog: new AccessLog(logs),
  };
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, (message, response) => {
    void answer(gateway, message).then((answered) => write(message, response, answered));
  });

  return {
    name: 'http-api',
    resources: httpApiResources(cloud, (deployed) => (api = deployed)),
    async open() {
      await mkdir(logs, { recursive: true, mode: 0o700 });
      await listen(server, cloud.ports.api, 'HTTP APIs');
      cloud.addresses.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async stop() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await gateway.accessLog.flush();
    },
  };
}

async function answer(gateway: Gateway, message: IncomingMessage): Promise<ApiResponse> {
  return (await docsResponse(message)) ?? answerRequest(gateway, message);
}

function write(message: IncomingMessage, response: ServerResponse, { status, headers, body }: ApiResponse): void {
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  if (status !== 204 && status !== 304) response.setHeader('content-length', Buffer.byteLength(body));
  response.end(message.method === 'HEAD' ? undefined : body);
}
