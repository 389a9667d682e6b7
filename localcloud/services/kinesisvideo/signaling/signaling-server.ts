// The WebSocket server of one role. A handshake that isn't admitted gets an HTTP answer in AWS's form.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AwsError } from '../../../core/aws-error.ts';
import { awsModels } from '../../../core/aws-model.ts';
import { listen } from '../../../core/listen.ts';
import type { WholeHttpResponse } from '../../../front-door/protocol.ts';
import { restProtocol } from '../../../front-door/rest-protocol.ts';
import type { ReceivedRequest } from '../../../access/canonical-request.ts';

export interface SignalingServer {
  /** `ws://127.0.0.1:4571` */
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

// A payload of 10 KB and what stands around it; far more is no signaling message.
const largestFrameBytes = 128 * 1024;

/**
 * `admit` throws AwsError to refuse a handshake, and says what to do with the socket of one that it admits.
 * `log` hears of failures that aren't the client's. Throws PortInUseError.
 */
export async function startSignalingServer(
  port: number,
  purpose: string,
  admit: (request: ReceivedRequest) => (socket: WebSocket) => void,
  log: (message: string) => void,
): Promise<SignalingServer> {
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: largestFrameBytes });
  const admitOrRefuse = (incoming: IncomingMessage): WholeHttpResponse | ((socket: WebSocket) => void) => {
    try {
      return admit(receivedRequest(incoming));
    } catch (error) {
      if (!(error instanceof AwsError)) log(String((error as Error).stack));
      const known =
        error instanceof AwsError
          ? error
          : new AwsError('InternalFailure', "The handshake failed; see the local cloud's log.", { statusCode: 500 });
      return restProtocol.encodeError(awsModels.kinesisvideo, known, randomUUID());
    }
  };

  const server = createServer((incoming, response) => {
    const outcome = admitOrRefuse(incoming);
    if (typeof outcome === 'function') {
      response.writeHead(426, { upgrade: 'websocket', connection: 'Upgrade' }).end();
    } else {
      response.writeHead(outcome.status, outcome.headers).end(outcome.body);
    }
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const outcome = admitOrRefuse(incoming);
    if (typeof outcome === 'function') webSockets.handleUpgrade(incoming, socket, head, outcome);
    else refuse(socket, outcome);
  });
  await listen(server, port, purpose);
  return {
    server,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const client of webSockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(socket: Duplex, { status, headers, body }: WholeHttpResponse): void {
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`);
  socket.end(`${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${Buffer.from(body).toString()}`);
}

function receivedRequest(incoming: IncomingMessage): ReceivedRequest {
  const headers: Record<string, string> = {};
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    const name = incoming.rawHeaders[index]!.toLowerCase();
    const value = incoming.rawHeaders[index + 1]!;
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return { method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers };
}
