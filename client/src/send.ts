// One call of the API: the request, its answer or LensgateError, and another try where that can do no harm.
import { requestLines, type Operations, type RequestLine } from './generated/api.ts';
import { LensgateError } from './lensgate-error.ts';

export interface LensgateClientOptions {
  /** Output ApiUrl of the service stack; locally `apiUrl` in endpoints.json. */
  readonly apiUrl: string;
  /** Asked before every try, so that a token which has expired is replaced in time. */
  readonly token: () => string | Promise<string>;
  /** Of one try, in milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
  /** After the first try, for GET, PUT and DELETE; 3 by default. */
  readonly retries?: number;
  readonly fetch?: typeof fetch;
  /** Number in [0, 1). */
  readonly random?: () => number;
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

const baseMs = 200;
const capMs = 5_000;
/** Whoever waits longer is told, and decides. */
const longestWaitSeconds = 30;

export async function send(
  operation: keyof Operations,
  input: Readonly<Record<string, unknown>>,
  options: LensgateClientOptions,
  { signal }: CallOptions = {},
): Promise<unknown> {
  const { retries = 3, random = Math.random, sleep = wait } = options;
  const line = requestLines[operation];
  const harmless = ['GET', 'PUT', 'DELETE'].includes(line.method);
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendOnce(operation, line, input, options, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof LensgateError) || !harmless || attempt >= retries || !passes(error)) throw error;
      const { retryAfterSeconds = 0 } = error;
      if (retryAfterSeconds > longestWaitSeconds) throw error;
      // [AWS: exponential backoff and full jitter]
      const jitterMs = random() * Math.min(capMs, baseMs * 2 ** attempt);
      await sleep(retryAfterSeconds * 1000 + jitterMs, signal);
    }
  }
}

const passes = ({ status }: LensgateError): boolean => status === undefined || status === 429 || status >= 500;

async function sendOnce(
  operation: keyof Operations,
  line: RequestLine,
  input: Readonly<Record<string, unknown>>,
  { apiUrl, token, timeoutMs = 10_000, fetch: doFetch = fetch }: LensgateClientOptions,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  signal?.throwIfAborted();
  const authorization = line.open ? undefined : `Bearer ${await token()}`;
  const giveUp = new AbortController();
  const abort = (): void => giveUp.abort();
  const timer = setTimeout(abort, timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const response = await doFetch(apiUrl.replace(/\/$/, '') + target(line, input), {
      method: line.method,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(input['body'] !== undefined && { 'content-type': 'application/json' }),
      },
      ...(input['body'] !== undefined && { body: JSON.stringify(input['body']) }),
      signal: giveUp.signal,
    });
    const text = await response.text();
    if (!response.ok) throw refusal(operation, response, text);
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof LensgateError) throw error;
    signal?.throwIfAborted();
    // What fetch says may quote the address: it is left out.
    throw giveUp.signal.aborted
      ? new LensgateError({ operation, type: 'timeout', title: `No answer within ${timeoutMs} ms` })
      : new LensgateError({
          operation,
          type: 'network',
          title: 'The API could not be reached, or its answer not be read',
        });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function target({ path, query }: RequestLine, input: Readonly<Record<string, unknown>>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(input[name] as string));
  const pairs = query
    .filter((name) => input[name] !== undefined)
    .map((name) => `${name}=${encodeURIComponent(input[name] as string)}`);
  return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
}

function refusal(operation: string, { status, headers }: Response, text: string): LensgateError {
  const answer = parsed(text);
  const after = Number(headers.get('retry-after') ?? NaN);
  const requestId = headers.get('apigw-requestid') ?? answer.requestId;
  return new LensgateError({
    operation,
    status,
    type: answer.type ?? 'gateway',
    title: answer.title ?? answer.message ?? 'Error',
    ...(answer.detail !== undefined && { detail: answer.detail }),
    ...(requestId !== undefined && { requestId }),
    ...(answer.errors !== undefined && { errors: answer.errors }),
    ...(after >= 0 && { retryAfterSeconds: after }),
  });
}

type Answer = Partial<Pick<LensgateError, 'type' | 'title' | 'detail' | 'requestId' | 'errors'>> & { message?: string };

function parsed(text: string): Answer {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
