// How the client asks: when it asks again, what its errors say, and when it gives up.
import { describe, expect, it } from '@jest/globals';
import { createLensgateClient, LensgateError, type LensgateClient } from '../../client/src/index.ts';

const problem = {
  type: 'urn:lensgate:problem:x',
  title: 'Too Many Requests',
  status: 429,
  requestId: 'r-1',
  detail: 'Wait.',
};
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers });

function scripted(...answers: (Response | Error)[]) {
  const [requests, waits]: [Request[], number[]] = [[], []];
  const client = createLensgateClient({
    apiUrl: 'https://api.example/',
    token: () => 'secret-token',
    random: () => 0.5,
    sleep: async (ms) => void waits.push(ms),
    fetch: async (input, init) => {
      requests.push(new Request(input, init));
      const next = answers.shift()!;
      if (next instanceof Error) throw next;
      return next;
    },
  });
  return { client, requests, waits };
}

const failure = async (call: Promise<unknown>): Promise<LensgateError> => {
  const error: unknown = await call.then(() => undefined, (reason: unknown) => reason); // prettier-ignore
  expect(error).toBeInstanceOf(LensgateError);
  return error as LensgateError;
};

describe('a call', () => {
  it('has the method, path, query, body and token that the operation wants', async () => {
    const { client, requests } = scripted(answer(200, {}), answer(200, {}));
    await client.putShare({ cameraName: 'front-door', email: 'sam+x@example.com', body: { role: 'VIEWER' } });
    await client.getViewerUrl({ cameraName: 'front-door', ice: 'false' });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'PUT https://api.example/cameras/front-door/shares/sam%2Bx%40example.com',
      'GET https://api.example/cameras/front-door/viewer-url?ice=false',
    ]);
    expect(await requests[0]!.json()).toEqual({ role: 'VIEWER' });
    expect(requests[0]!.headers.get('authorization')).toBe('Bearer secret-token');
    expect(requests[0]!.headers.get('content-type')).toBe('application/json');
  });

  it('shows nobody a token where none is needed', async () => {
    const { client, requests } = scripted(answer(200, {}));
    await client.getOpenApi();
    expect(requests[0]!.headers.get('authorization')).toBeNull();
  });
});

describe('another try', () => {
  it('comes after 429 and 5xx, with full jitter that grows, and never before retry-after', async () => {
    const { client, requests, waits } = scripted(
      answer(500, {}),
      answer(429, problem, { 'retry-after': '2' }),
      new TypeError('fetch failed'),
      answer(200, { cameras: [] }),
    );
    expect(await client.listCameras()).toEqual({ cameras: [] });
    expect(requests).toHaveLength(4);
    expect(waits).toEqual([100, 2200, 400]);
  });

  it('ends after three', async () => {
    const { client, requests } = scripted(...[1, 2, 3, 4].map(() => answer(503, {})));
    expect(await failure(client.listCameras())).toMatchObject({ status: 503 });
    expect(requests).toHaveLength(4);
  });

  it.each<[string, (client: LensgateClient) => Promise<unknown>, Response]>([
    ['a POST', (client) => client.createViewerUrls({ body: { cameras: ['a'] } }), answer(503, {})],
    ['a PATCH', (client) => client.updateCamera({ cameraName: 'a', body: { displayName: 'A' } }), answer(500, {})],
    ['a refusal', (client) => client.getCamera({ cameraName: 'a' }), answer(403, { message: 'Forbidden' })],
    ['a wait of an hour', (client) => client.listCameras(), answer(429, problem, { 'retry-after': '3600' })],
  ])('is not made after %s', async (_, call, first) => {
    const { client, requests } = scripted(first, answer(200, {}));
    await failure(call(client));
    expect(requests).toHaveLength(1);
  });
});

describe('an error', () => {
  it('has what the problem says', async () => {
    const { client } = scripted(answer(429, problem, { 'retry-after': '60', 'apigw-requestid': 'gw-1' }));
    const error = await failure(client.listCameras());
    expect(error).toMatchObject({ name: 'LensgateError', operation: 'listCameras', status: 429, type: problem.type });
    expect(error).toMatchObject({ title: problem.title, detail: 'Wait.', requestId: 'gw-1', retryAfterSeconds: 60 });
    expect(error.message).toBe('listCameras: 429 Too Many Requests. Wait.');
  });

  it("has the gateway's words, or none, where the API said nothing", async () => {
    expect(await failure(scripted(answer(403, { message: 'Forbidden' })).client.getCamera({ cameraName: 'a' }))).toMatchObject({ type: 'gateway', title: 'Forbidden' }); // prettier-ignore
    const html = new Response('<html>', { status: 404 });
    expect(await failure(scripted(html).client.getCamera({ cameraName: 'a' }))).toMatchObject({ status: 404 });
  });

  it('quotes neither token nor address', async () => {
    const failed = new TypeError('fetch https://api.example failed with secret-token');
    const { client } = scripted(failed, failed, failed, failed);
    const error = await failure(client.listCameras());
    expect(error.type).toBe('network');
    expect(JSON.stringify([error.message, error, String(error.cause)])).not.toMatch(/secret-token|api\.example/);
  });
});

describe('giving up', () => {
  const never: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => init!.signal!.addEventListener('abort', () => reject(new Error('aborted'))));

  it('is the caller’s to decide, with the reason of the signal', async () => {
    const stop = new AbortController();
    const client = createLensgateClient({ apiUrl: 'https://api.example', token: () => 't', fetch: never });
    const call = client.listCameras({}, { signal: stop.signal });
    stop.abort(new Error('the user left'));
    await expect(call).rejects.toThrow('the user left');
  });

  it('comes by itself when a try takes too long', async () => {
    const options = { apiUrl: 'https://api.example', token: () => 't', fetch: never, timeoutMs: 1, retries: 0 };
    expect(await failure(createLensgateClient(options).listCameras())).toMatchObject({ type: 'timeout' });
  });
});
