// Asking the issuer: one document by HTTP, with limits for time and size, so that a slow or mad issuer costs one request and no more.

const answerWithinMs = 2_000;
const mostBytes = 65_536;

/** What the issuer says cannot be known. Nobody is refused for that: it is an outage. */
export class IssuerUnavailableError extends Error {
  override readonly name = 'IssuerUnavailableError';

  constructor(url: string, what: string) {
    super(
      `${url} of the token issuer ${what}, so that tokens can't be verified. ` +
        'Is the issuer up, reachable from here, and spelled right in the settings (viewers.tokens.issuer)?',
    );
  }
}

/** Neither redirects nor retries. Throws IssuerUnavailableError. */
export async function fetchJson(url: string, timeoutMs = answerWithinMs): Promise<unknown> {
  const text = await fetchText(url, timeoutMs).catch((error: unknown) => {
    if (error instanceof IssuerUnavailableError) throw error;
    const { name } = error as Error;
    throw new IssuerUnavailableError(
      url,
      name === 'TimeoutError' ? `gave no answer in ${timeoutMs} ms` : 'is unreachable',
    );
  });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new IssuerUnavailableError(url, 'is no JSON');
  }
}

async function fetchText(url: string, timeoutMs: number): Promise<string> {
  const { ok, status, body } = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!ok || !body) {
    await body?.cancel();
    throw new IssuerUnavailableError(url, `answered ${status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new IssuerUnavailableError(url, `is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
