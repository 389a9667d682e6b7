// A producer as AWS's C SDK is one: chunked Matroska over HTTP, signed in the header as if the body were empty.
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestByTls } from 'node:https';
import { once } from 'node:events';
import aws4 from 'aws4';
import type { CloudContext } from '../../localcloud/core/cloud-context.ts';
import type { ByTlsHost } from './by-tls-host.ts';

export interface Ack {
  readonly EventType: 'BUFFERING' | 'RECEIVED' | 'PERSISTED' | 'ERROR' | 'IDLE';
  readonly FragmentTimecode?: number;
  readonly FragmentNumber?: string;
  readonly ErrorId?: number;
  readonly ErrorCode?: string;
}

export interface Producer {
  readonly request: ClientRequest;
  /** Resolves when the kernel has it. */
  send(bytes: Buffer): Promise<void>;
  /** The answer's status, body as it came, and acknowledgements so far. */
  readonly status: number | undefined;
  readonly text: string;
  readonly acks: Ack[];
  /** Resolves when as many acknowledgements of the type have come. */
  acked(type: Ack['EventType'], count?: number): Promise<void>;
  /** Ends the body, and resolves when the answer is complete. */
  end(): Promise<void>;
  /** Resolves when the answer is complete or the connection broken. */
  readonly closed: Promise<void>;
}

export interface ProducerOptions {
  readonly headers?: Record<string, string>;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Java's producer sends `UNSIGNED-PAYLOAD`. */
  readonly contentSha256?: string;
  readonly service?: string;
  /** Over TLS, at another endpoint than the plain one. */
  readonly tls?: ByTlsHost & { readonly endpoint: string };
  /** Changes what was signed. */
  readonly tamper?: (headers: Record<string, string>) => void;
}

export function connectProducer(
  { addresses, clock, iam }: Pick<CloudContext, 'addresses' | 'clock' | 'iam'>,
  streamName: string | undefined,
  options: ProducerOptions = {},
): Producer {
  const url = new URL('/putMedia', options.tls?.endpoint ?? addresses.awsEndpointUrl);
  const signed = aws4.sign(
    {
      service: options.service ?? 'kinesisvideo',
      region: 'us-east-1',
      method: 'POST',
      path: '/putMedia',
      body: '',
      headers: {
        host: url.host,
        'x-amz-date': new Date(clock.now()).toISOString().replace(/[-:]|\.\d{3}/g, ''),
        'user-agent': 'producer/1',
        ...(streamName !== undefined && { 'x-amzn-stream-name': streamName }),
        'x-amzn-fragment-timecode-type': 'RELATIVE',
        'x-amzn-producer-start-timestamp': '1700000000.500',
        'x-amzn-fragment-acknowledgment-required': '1',
        ...(options.contentSha256 !== undefined && { 'x-amz-content-sha256': options.contentSha256 }),
        ...options.headers,
      },
    },
    options.credentials ?? iam.operator,
  );
  const headers = { ...(signed.headers as Record<string, string>) };
  // aws4 speaks for a body that it knows; a producer has none yet.
  for (const name of Object.keys(headers)) if (/^content-(length|type)$/i.test(name)) delete headers[name];
  headers['transfer-encoding'] = 'chunked';
  options.tamper?.(headers);

  const outgoing = options.tls
    ? requestByTls(url, { method: 'POST', headers, agent: false, ...options.tls })
    : request(url, { method: 'POST', headers, agent: false });
  outgoing.on('error', () => undefined);
  outgoing.flushHeaders();
  const state = { status: undefined as number | undefined, text: '' };
  let wake = (): void => undefined;
  const acks = (): Ack[] =>
    state.text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Ack);
  const closed = new Promise<void>((resolve) => {
    outgoing.once('close', () => (wake(), resolve()));
    outgoing.once('response', (response: IncomingMessage) => {
      state.status = response.statusCode;
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => ((state.text += chunk.toString()), wake()));
      response.once('end', () => (wake(), resolve()));
    });
  });
  return {
    request: outgoing,
    closed,
    get status() {
      return state.status;
    },
    get text() {
      return state.text;
    },
    get acks() {
      return acks();
    },
    send: async (bytes) => {
      if (!outgoing.write(bytes)) await Promise.race([once(outgoing, 'drain'), closed]);
    },
    async acked(type, count = 1) {
      while (acks().filter(({ EventType }) => EventType === type).length < count) {
        if (outgoing.destroyed) throw new Error(`the connection ended; it said ${state.text}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async end() {
      outgoing.end();
      await closed;
    },
  };
}
