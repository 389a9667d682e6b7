// A bare signaling client: what was said to it, in order, and how its handshake ended.
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { ByTlsHost } from './by-tls-host.ts';

export interface Refusal {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
}

export interface SignalingSocket {
  readonly socket: WebSocket;
  send(message: object | string): void;
  /** The next message; waits for it. */
  next(): Promise<Record<string, unknown>>;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  close(): Promise<number>;
}

/** Resolves once the service and the client agree that everything sent so far has been worked off. */
export function roundTrip({ socket }: SignalingSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('pong', () => resolve());
    socket.ping();
  });
}

/** The open connection, or how it was refused. `headers` go with the handshake. */
export function openSignalingSocket(
  url: string,
  headers: Record<string, string> = {},
  tls?: ByTlsHost,
): Promise<SignalingSocket | Refusal> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers, ...tls });
    const received: string[] = [];
    const waiting: ((text: string) => void)[] = [];
    socket.on('message', (data) => {
      const text = (data as Buffer).toString('utf8');
      const waiter = waiting.shift();
      if (waiter) waiter(text);
      else received.push(text);
    });
    const closed = new Promise<number>((done) => socket.on('close', done));
    socket.on('error', reject);
    socket.on('unexpected-response', (_, response) => void refusal(response).then(resolve, reject));
    socket.on('open', () =>
      resolve({
        socket,
        send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
        async next() {
          const text = received.shift() ?? (await new Promise<string>((take) => waiting.push(take)));
          return JSON.parse(text) as Record<string, unknown>;
        },
        closed,
        close() {
          socket.close();
          return closed;
        },
      }),
    );
  });
}

async function refusal(response: IncomingMessage): Promise<Refusal> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as { Message?: string; message?: string };
  return {
    status: response.statusCode ?? 0,
    errorType: String(response.headers['x-amzn-errortype']).split(':')[0]!,
    // Errors of the service itself have a capital M, those in front of every service haven't.
    message: body.Message ?? body.message ?? '',
  };
}
