// The viewer API at the console's address: what is passed on and what isn't; and tokens for whoever watches.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { operations } from '../../api/operations.ts';
import { createLensgateClient } from '../../client/src/index.ts';
import type { About } from '../../console/api/about.ts';
import type { IssuedToken } from '../../console/api/watch.ts';
import { serveConsole, type RunningConsole } from '../../console/server/serve.ts';
import type { Viewers } from '../../console/server/console-options.ts';
import { openViewerApi, operationTarget } from '../../console/server/watch/viewer-api.ts';
import { registerCamera } from '../support/camera.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { startSystemWithConsole, type TestConsole } from '../support/console.ts';
import { httpRequest } from '../support/http-request.ts';
import type { Lensgate } from '../support/lensgate.ts';

describe('what is an operation of the viewer API', () => {
  it.each(Object.entries(operations).filter(([id]) => id !== 'signChannelUrl'))('is %s', (_, { method, path }) => {
    const target = path.replace('{cameraName}', 'front-door').replace('{email}', 'bob%40example.com');
    expect(operationTarget(method, `/viewer-api${target}`)).toBe(target);
    expect(operationTarget(method, `/viewer-api${target}?limit=3`)).toBe(`${target}?limit=3`);
  });

  it.each([
    ['GET', '/viewer-api/'],
    ['GET', '/viewer-api'],
    ['GET', '/viewer-apis/cameras'],
    ['GET', '/viewer-api/nothing'],
    ['GET', '/viewer-api//cameras'],
    ['GET', '/viewer-api/cameras/'],
    ['GET', '/viewer-api/cameras//viewer-url'],
    ['GET', '/viewer-api/cameras/..'],
    ['GET', '/viewer-api/cameras/.'],
    ['GET', '/viewer-api/cameras/%2e%2e'],
    ['GET', '/viewer-api/cameras/.%2E'],
    ['GET', '/viewer-api/cameras/../cameras'],
    ['GET', '/viewer-api/../cameras'],
    ['GET', '/viewer-api/cameras/a%2Fb'],
    ['GET', '/viewer-api/cameras/a%5cb'],
    ['GET', '/viewer-api/cameras/a\\b'],
    ['GET', '/viewer-api/cameras/a%00'],
    ['GET', '/viewer-api/cameras/a%0d%0ahost:evil'],
    ['GET', '/viewer-api/cameras/a%'],
    ['GET', '/viewer-api/cameras/a#b'],
    ['GET', '/viewer-api/cameras/a b'],
    ['GET', '/viewer-api/cameras?limit=1?limit=2'],
    ['GET', '/viewer-api/@evil.example/cameras'],
    ['GET', '/viewer-api/http://evil.example/cameras'],
    ['GET', 'http://evil.example/viewer-api/cameras'],
    ['TRACE', '/viewer-api/cameras'],
    ['CONNECT', '/viewer-api/cameras'],
    ['POST', '/viewer-api/cameras'],
    ['DELETE', '/viewer-api/cameras/front-door'],
  ])('is not %s %s', (method, target) => expect(operationTarget(method, target)).toBeUndefined());
});

describe('what is passed on', () => {
  const directory = temporaryDirectory();
  const token = 'eyJ0b2tlbg.eyJzZWNyZXQ.c2lnbmF0dXJl';
  let api: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let got: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  let running: RunningConsole;
  let origin: string;
  let cookie: string;
  let viewers: Viewers = { tokens: 'pasted' };

  async function start(apiUrl: string): Promise<void> {
    await running?.stop();
    running = await serveConsole({
      port: 0,
      client: { region: 'eu-central-1', credentials: { accessKeyId: 'AKIDCONSOLE', secretAccessKey: 'secret' } },
      local: false,
      stackName: 'none',
      stateMachineArn: 'arn:aws:states:eu-central-1:000000000000:stateMachine:none',
      tableName: 'none',
      pages: (await directory).path,
      retryRegistration: () => Promise.reject(new Error('not here')),
      examineCamera: () => Promise.resolve([]),
      cameraActions: {} as never,
      apiUrl,
      viewers,
      openManifest: () => {
        throw new Error('not here');
      },
      describeFailure: (error) => (error as Error).message,
    });
    const { headers } = await fetch(running.url, { redirect: 'manual' });
    cookie = headers.get('set-cookie')!.split(';')[0]!;
    origin = new URL(running.url).origin;
  }

  beforeAll(async () => {
    api = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        got.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    await start(`http://127.0.0.1:${(api.address() as AddressInfo).port}/`);
  });
  beforeEach(() => {
    got = [];
    answer = (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  afterAll(async () => {
    await running.stop();
    api.close();
    await (await directory).remove();
  });

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${origin}${path}`, { ...init, headers: { cookie, origin, ...(init.headers as Record<string, string>) } });

  it("is the caller's authorization, content type, accept and body, and nothing of the console's", async () => {
    await ask('/viewer-api/cameras/front-door/shares/bob%40example.com', {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
        email: 'eve@example.com',
        'x-forwarded-for': '10.0.0.1',
      },
      body: '{"expiresAt":"2030-01-01T00:00:00Z"}',
    });
    expect(got).toHaveLength(1);
    const [{ method, url, headers, body }] = got as [(typeof got)[number]];
    expect([method, url, body]).toEqual([
      'PUT',
      '/cameras/front-door/shares/bob%40example.com',
      '{"expiresAt":"2030-01-01T00:00:00Z"}',
    ]);
    expect(headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
    });
    for (const name of [
      'cookie',
      'origin',
      'referer',
      'email',
      'x-forwarded-for',
      'x-amz-date',
      'x-amz-security-token',
    ])
      expect(headers).not.toHaveProperty([name]);
    expect(JSON.stringify(headers)).not.toContain('AKIDCONSOLE');
  });

  it('back is the status, the body and the headers that matter', async () => {
    answer = (_, response) =>
      void response
        .writeHead(429, {
          'content-type': 'application/problem+json',
          'retry-after': '7',
          'www-authenticate': 'Bearer',
          'apigw-requestid': 'JKJaXmPLvHcESHA=',
          'set-cookie': 'theirs=1',
          'access-control-allow-origin': '*',
          'cache-control': 'public, max-age=600',
        })
        .end('{"title":"Too Many Requests"}');
    const response = await ask('/viewer-api/cameras');
    expect([response.status, await response.text()]).toEqual([429, '{"title":"Too Many Requests"}']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '7',
      'www-authenticate': 'Bearer',
      'apigw-requestid': 'JKJaXmPLvHcESHA=',
      'cache-control': 'no-store',
    });
    for (const name of ['set-cookie', 'access-control-allow-origin']) expect(response.headers.get(name)).toBeNull();
  });

  it('not to where the API redirects: the token stays', async () => {
    answer = (_, response) => void response.writeHead(302, { location: '/openapi.json' }).end();
    const response = await ask('/viewer-api/cameras', { headers: { authorization: token }, redirect: 'manual' });
    expect([response.status, response.headers.get('location'), got.length]).toEqual([302, null, 1]);
  });

  it('not what is no operation, whatever the path looks like', async () => {
    for (const path of [
      '/viewer-api/',
      '/viewer-api/../api/fleet',
      '/viewer-api//evil.example/cameras',
      '/viewer-api/cameras/%2e%2e',
      '/viewer-api/cameras/a%2fb',
    ]) {
      const response = await httpRequest(origin, path, { headers: { cookie } });
      expect([path, response.status]).toEqual([path, 404]);
      expect(JSON.parse(response.body)).toMatchObject({ title: 'Not Found', detail: expect.any(String) });
    }
    expect(got).toEqual([]);
  });

  it('not more than a megabyte', async () => {
    const body = JSON.stringify({ cameras: ['x'.repeat(1_000_000)] });
    const response = await ask('/viewer-api/viewer-urls', { method: 'POST', body });
    expect([response.status, response.headers.get('content-type')]).toEqual([413, 'application/problem+json']);
    expect(got).toEqual([]);
  });

  it('nothing from those who are not let in: no cookie, another origin, another host', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const refused = [
      await httpRequest(origin, '/viewer-api/cameras', { headers }),
      await httpRequest(origin, '/viewer-api/cameras', {
        headers: { ...headers, cookie, origin: 'https://evil.example' },
      }),
      await httpRequest(origin, '/viewer-api/cameras', { headers: { ...headers, cookie, host: 'rebound.example' } }),
      await httpRequest(origin, '/viewer-api/cameras/claim', { method: 'POST', headers: { ...headers, cookie } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 403, 421, 403]);
    for (const { headers: answered } of refused) expect(answered['content-type']).toBe('application/problem+json');
    expect(got).toEqual([]);
  });

  it('with the API down, is a problem that says so, without the token', async () => {
    const { port } = new URL(origin);
    // Nothing listens on a port that was closed a moment ago.
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const apiUrl = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    await new Promise((resolve) => closed.close(resolve));
    const before = running;
    await start(apiUrl);
    expect(new URL(before.url).port).toBe(port);
    const response = await ask('/viewer-api/cameras', { headers: { authorization: `Bearer ${token}` } });
    const text = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'application/problem+json']);
    expect(JSON.parse(text)).toMatchObject({ title: 'Bad Gateway', detail: expect.stringMatching(/can’t reach/) });
    expect(text).not.toContain(token);
  });

  it('with the API silent, is a problem that says so in time', async () => {
    const silent = openViewerApi(`http://127.0.0.1:${(api.address() as AddressInfo).port}`, { answerWithinMs: 50 });
    answer = () => undefined;
    const front = createServer((request, response) => void silent.forward(request, response));
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    const response = await fetch(`${address}/viewer-api/cameras`, { headers: { authorization: token } });
    expect([response.status, await response.json()]).toEqual([
      504,
      expect.objectContaining({ title: 'Gateway Timeout', detail: expect.stringMatching(/no answer within/) }),
    ]);
    front.close();
  });

  it('signaling of AWS is let in by the policy, in that region alone', async () => {
    const policy = (await fetch(running.url, { redirect: 'manual' })).headers.get('content-security-policy')!;
    expect(policy).toContain("connect-src 'self' wss://*.kinesisvideo.eu-central-1.amazonaws.com ");
    expect(policy).not.toContain('127.0.0.1');
  });

  it.each([
    ['pasted', /docs\/deploy\.md/],
    ['none', /shared secret/],
  ] as const)('no token is made where they are %s, and it is said what to do', async (tokens, words) => {
    viewers = { tokens };
    await start('http://127.0.0.1:1');
    const response = await ask('/api/tokens', { method: 'POST', body: '{"email":"ada@example.com"}' });
    expect([response.status, await response.json()]).toEqual([409, { error: expect.stringMatching(words) }]);
    expect(((await (await ask('/api/about')).json()) as About).tokens).toBe(tokens);
  });
});

describe('on the whole system', () => {
  let lensgate: Lensgate;
  let web: TestConsole;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ lensgate, web, stop } = await startSystemWithConsole());
    await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
  });
  afterAll(() => stop());

  const tokenOf = (email: unknown): Promise<Response> =>
    web.ask('/api/tokens', { method: 'POST', body: JSON.stringify({ email }) });
  const clientOf = (email: string) =>
    createLensgateClient({
      apiUrl: `${web.origin}/viewer-api`,
      token: async () => ((await (await tokenOf(email)).json()) as IssuedToken).token,
      fetch: (url, init) => web.ask((url as string).slice(web.origin.length), init),
    });

  it('gives the token of anybody, by an address in any spelling', async () => {
    const response = await tokenOf(' Ada@Example.com ');
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { token, email, expiresAt } = (await response.json()) as IssuedToken;
    expect(email).toBe('ada@example.com');
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
    expect(claims).toMatchObject({ email: 'ada@example.com', token_use: 'id' });
    expect(Math.abs(expiresAt / 1000 - (claims['exp'] as number))).toBeLessThan(10);
  });

  it.each(['ada', '', 7, null, undefined, 'a@b, c@d'])('refuses %p as an address', async (email) => {
    const response = await tokenOf(email);
    expect([response.status, await response.json()]).toEqual([409, { error: expect.stringMatching(/e-mail address/) }]);
  });

  it('carries client/ from a list of cameras to a viewer URL, a share and a refusal', async () => {
    const [ada, bob] = [clientOf('ada@example.com'), clientOf('bob@example.com')];
    expect((await ada.listCameras({ limit: '1' })).cameras).toMatchObject([
      { cameraName: 'front-door', role: 'OWNER' },
    ]);
    const body = { cameras: ['front-door'] as [string] };
    expect((await ada.createViewerUrls({ body })).results).toMatchObject([
      { status: 200, viewerUrl: { url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:/) } },
    ]);
    await expect(bob.getViewerUrl({ cameraName: 'front-door' })).rejects.toMatchObject({ status: 403 });
    await ada.putShare({ cameraName: 'front-door', email: 'bob@example.com', body: {} });
    expect(await bob.getViewerUrl({ cameraName: 'front-door' })).toMatchObject({ cameraName: 'front-door' });
    expect(await ada.deleteShare({ cameraName: 'front-door', email: 'bob@example.com' })).toBeUndefined();
    await expect(bob.getViewerUrl({ cameraName: 'front-door' })).rejects.toMatchObject({ status: 403 });
    await expect(bob.listShares({ cameraName: 'front-door' })).rejects.toMatchObject({ status: 403 });
  });
});
