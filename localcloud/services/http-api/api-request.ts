// A request as the HTTP API sees it: names lower-cased, duplicates joined, the path decoded, size limits kept.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

export interface ApiRequest {
  /** What AWS calls the (extended) request id, and answers in `apigw-requestid`. */
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly method: string;
  readonly protocol: string;
  /** Decoded: an HTTP API's rawPath is, other than its name says. */
  readonly path: string;
  readonly segments: readonly string[];
  readonly rawQueryString: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly sourceIp: string;
  readonly body: Buffer;
}

// [APIGW: quotas of HTTP APIs]
const maxRequestLineAndHeadersBytes = 10_240;
const maxPayloadBytes = 10 * 1024 * 1024;

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect']);

export function newRequestId(): string {
  return randomBytes(11).toString('base64');
}

/** Throws Refusal: 400 for a path that isn't valid, 413, 431. */
export async function readRequest(message: IncomingMessage, requestId: string, now: number): Promise<ApiRequest> {
  const { method = 'GET', url = '/', rawHeaders, httpVersion } = message;
  const protocol = `HTTP/${httpVersion}`;
  const lineBytes = Buffer.byteLength(`${method} ${url} ${protocol}`);
  const headerBytes = rawHeaders.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
  if (lineBytes + headerBytes > maxRequestLineAndHeadersBytes)
    throw new Refusal(431, 'Request Header Fields Too Large', `${lineBytes + headerBytes} bytes of line and headers`);

  const mark = url.indexOf('?');
  const segments = decodeSegments(mark < 0 ? url : url.slice(0, mark));
  const rawQueryString = mark < 0 ? '' : url.slice(mark + 1);
  const body = await readBody(message);
  const { cookie, ...headers } = joinHeaders(rawHeaders);
  const sourceIp = (message.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const forwarded = headers['x-forwarded-for'];
  return {
    requestId,
    receivedAt: now,
    method,
    protocol,
    path: `/${segments.join('/')}`,
    segments,
    rawQueryString,
    query: joinQuery(rawQueryString),
    headers: {
      'x-amzn-trace-id': `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
      ...headers,
      'content-length': String(body.length),
      'x-forwarded-for': forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`,
      'x-forwarded-port': String(message.socket.localPort),
      'x-forwarded-proto': 'http',
    },
    cookies: (cookie ?? '')
      .split(';')
      .map((text) => text.trim())
      .filter((text) => text !== ''),
    sourceIp,
    body,
  };
}

function decodeSegments(path: string): string[] {
  try {
    return path.replace(/^\//, '').split('/').map(decodeURIComponent);
  } catch {
    throw new Refusal(400, 'Bad Request', 'the path has a broken percent-encoding');
  }
}

// Not Node's own `headers`: those drop the second authorization or host header, which AWS joins.
function joinHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    if (hopByHop.has(name)) continue;
    const value = raw[index + 1]!;
    const separator = name === 'cookie' ? ';' : ',';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}${separator}${value}`;
  }
  return headers;
}

function joinQuery(rawQueryString: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString))
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  return query;
}

function readBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxPayloadBytes) return void chunks.push(chunk);
      // The rest is read and dropped (not destroyed), so that the caller gets to see the answer.
      message.removeAllListeners('data').resume();
      reject(new Refusal(413, 'Request Entity Too Large', `more than ${maxPayloadBytes} bytes of payload`));
    });
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('close', () => {
      if (!message.complete) reject(new Refusal(400, 'Bad Request', 'the caller hung up within the payload'));
    });
  });
}
