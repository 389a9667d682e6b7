// The master's WebSocket to KVS signaling: opens it, reads and writes its messages, tells how it ended.
import { WebSocket, type RawData } from 'ws';

export interface SignalingMessage {
  readonly type: 'SDP_OFFER' | 'SDP_ANSWER' | 'ICE_CANDIDATE';
  readonly payload: unknown;
  /** The viewer that it comes from, or goes to. */
  readonly clientId: string;
}

/** `go-away`: the service wants another connection in this one's place, and keeps this one a little longer. */
export type SignalingEnd = 'closed' | 'go-away';

export interface SignalingConnection {
  /** Dropped when the connection is no longer open: the viewer will offer again. */
  send(message: SignalingMessage): void;
  readonly ended: Promise<SignalingEnd>;
  close(): void;
}

export class SignalingRefusedError extends Error {
  override readonly name = 'SignalingRefusedError';
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(`signaling refused the connection: ${status} ${reason}`);
  }
}

// More often than the service's idle limit of ten minutes, and often enough to notice a dead network.
const pingEveryMs = 15_000;
const connectWithinMs = 10_000;

/** `url` is signed. Throws SignalingRefusedError when the handshake is answered with a status, or the network's own error. */
export function openSignalingConnection(
  url: string,
  onMessage: (message: SignalingMessage) => void,
): Promise<SignalingConnection> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { handshakeTimeout: connectWithinMs });
    let end: (how: SignalingEnd) => void = () => undefined;
    const ended = new Promise<SignalingEnd>((done) => (end = done));
    let answered = true;
    const pinging = setInterval(() => {
      if (!answered) return socket.terminate();
      answered = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, pingEveryMs);
    socket.on('pong', () => (answered = true));
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : readMessage(data);
      if (message === 'go-away') end('go-away');
      else if (message) onMessage(message);
    });
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      const reason = String(response.headers['x-amzn-errortype'] ?? '').split(':')[0]!;
      reject(new SignalingRefusedError(response.statusCode ?? 0, reason));
      socket.terminate();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearInterval(pinging);
      end('closed');
    });
    socket.on('open', () =>
      resolve({
        send({ type, payload, clientId }) {
          if (socket.readyState !== WebSocket.OPEN) return;
          const messagePayload = Buffer.from(JSON.stringify(payload)).toString('base64');
          socket.send(JSON.stringify({ action: type, messagePayload, recipientClientId: clientId }));
        },
        ended,
        close: () => socket.close(),
      }),
    );
  });
}

// Whatever can't be understood is for a newer client than this one.
function readMessage(data: RawData): SignalingMessage | 'go-away' | undefined {
  try {
    const { messageType, messagePayload, senderClientId } = JSON.parse((data as Buffer).toString('utf8')) as Record<
      string,
      string | undefined
    >;
    if (messageType === 'GO_AWAY' || messageType === 'RECONNECT_ICE_SERVER') return 'go-away';
    if (messageType !== 'SDP_OFFER' && messageType !== 'SDP_ANSWER' && messageType !== 'ICE_CANDIDATE')
      return undefined;
    if (!senderClientId || !messagePayload) return undefined;
    const payload: unknown = JSON.parse(Buffer.from(messagePayload, 'base64').toString('utf8'));
    return { type: messageType, payload, clientId: senderClientId };
  } catch {
    return undefined;
  }
}
