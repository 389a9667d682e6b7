// One PutMedia connection: a request whose body has no end, answered by acknowledgements while it lasts. [KVS API: PutMedia]
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity } from '@smithy/types';
import { Sha256 } from '../signing/sha256.ts';

export interface PutMediaOptions {
  /** As GetDataEndpoint gives it for PUT_MEDIA. */
  readonly endpoint: string;
  readonly streamName: string;
  readonly region: string;
  readonly credentials: AwsCredentialIdentity;
  /** Now by AWS's clock, in milliseconds since the epoch. */
  readonly now: number;
  readonly onAcknowledgement: (acknowledgement: Acknowledgement) => void;
}

export interface Acknowledgement {
  readonly EventType: 'BUFFERING' | 'RECEIVED' | 'PERSISTED' | 'ERROR' | 'IDLE';
  /** Milliseconds since the epoch, as the fragment's timecodes are. */
  readonly FragmentTimecode?: number;
  readonly ErrorId?: number;
  readonly ErrorCode?: string;
}

export interface PutMediaConnection {
  send(media: Buffer): void;
  /** No more media comes: AWS acknowledges what it has, then `ended` resolves. */
  end(): void;
  /** At once; `ended` rejects with the reason. */
  breakOff(reason: Error): void;
  /** Rejects with PutMediaRefusedError, PutMediaEndedError, or what broke the connection. */
  readonly ended: Promise<void>;
}

/** AWS didn't take the request. */
export class PutMediaRefusedError extends Error {
  override readonly name = 'PutMediaRefusedError';
  readonly status: number;

  constructor(status: number, body: string) {
    super(`PutMedia was answered with HTTP ${status}: ${messageIn(body)}`);
    this.status = status;
  }
}

/** AWS ended the connection, or could not take the media. */
export class PutMediaEndedError extends Error {
  override readonly name = 'PutMediaEndedError';
}

const answerWithinMs = 10_000;
const longestRefusal = 64 * 1024;
const longestAcknowledgement = 4096;

/** Resolves when AWS has accepted the request, and media may be sent. Rejects as `ended` does. */
export async function openPutMedia(options: PutMediaOptions, media: Buffer): Promise<PutMediaConnection> {
  const url = new URL('/putMedia', options.endpoint);
  const outgoing = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, {
    method: 'POST',
    agent: false,
    headers: { ...(await signedHeaders(url, options)), 'transfer-encoding': 'chunked' },
  });
  let accepted = (): void => undefined;
  const opened = new Promise<void>((resolve) => (accepted = resolve));
  let saidEnd = false;
  const ended = new Promise<void>((resolve, reject) => {
    outgoing.once('error', reject);
    let answered = false;
    // Later the answer tells it, after the acknowledgements that have come.
    outgoing.once('close', () => answered || reject(new PutMediaEndedError('the connection was closed')));
    outgoing.once('response', (response: IncomingMessage) => {
      answered = true;
      response.once('error', reject);
      const status = response.statusCode ?? 0;
      const read = status === 200 ? readAcknowledgements(response, options.onAcknowledgement) : refusal(response);
      read
        .then(() => {
          if (saidEnd) resolve();
          else reject(new PutMediaEndedError('AWS ended the connection'));
        }, reject)
        .finally(() => outgoing.destroy());
      if (status === 200) accepted();
    });
  });
  ended.catch(() => outgoing.destroy());
  const tooLate = setTimeout(
    () => outgoing.destroy(new PutMediaEndedError(`no answer within ${answerWithinMs / 1000} s`)),
    answerWithinMs,
  );
  outgoing.write(media);
  await Promise.race([opened, ended]).finally(() => clearTimeout(tooLate));
  return {
    ended,
    send: (more) => void (saidEnd || outgoing.destroyed || outgoing.write(more)),
    end() {
      saidEnd = true;
      outgoing.end();
    },
    breakOff: (reason) => void outgoing.destroy(reason),
  };
}

async function signedHeaders(url: URL, options: PutMediaOptions): Promise<Record<string, string>> {
  const { region, credentials, now, streamName } = options;
  const signer = new SignatureV4({
    service: 'kinesisvideo',
    region,
    credentials,
    sha256: Sha256,
    // As AWS's producers sign: for an empty body, because nobody knows this one yet.
    applyChecksum: false,
  });
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: {
        host: url.host,
        'x-amzn-stream-name': streamName,
        'x-amzn-fragment-timecode-type': 'ABSOLUTE',
        'x-amzn-producer-start-timestamp': (now / 1000).toFixed(3),
        'x-amzn-fragment-acknowledgment-required': '1',
      },
    },
    { signingDate: new Date(now) },
  );
  return headers;
}

/** Throws PutMediaEndedError at an ERROR. */
async function readAcknowledgements(
  response: IncomingMessage,
  onAcknowledgement: (acknowledgement: Acknowledgement) => void,
): Promise<void> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    // Flat objects, one after another; a chunk may end anywhere.
    for (let end = text.indexOf('}'); end >= 0; end = text.indexOf('}')) {
      const acknowledgement = JSON.parse(text.slice(0, end + 1)) as Acknowledgement;
      text = text.slice(end + 1);
      onAcknowledgement(acknowledgement);
      const { EventType, ErrorId, ErrorCode } = acknowledgement;
      if (EventType === 'ERROR') throw new PutMediaEndedError(`AWS can't take the media: ${ErrorCode} (${ErrorId})`);
    }
    if (text.length > longestAcknowledgement) throw new PutMediaEndedError('AWS answered without acknowledgements');
  }
}

async function refusal(response: IncomingMessage): Promise<never> {
  let body = '';
  for await (const chunk of response) {
    body += String(chunk);
    if (body.length > longestRefusal) break;
  }
  throw new PutMediaRefusedError(response.statusCode ?? 0, body);
}

function messageIn(body: string): string {
  try {
    const { message, Message } = JSON.parse(body) as { message?: string; Message?: string };
    return message ?? Message ?? 'no reason given';
  } catch {
    return 'no reason given';
  }
}
