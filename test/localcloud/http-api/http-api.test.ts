// The API in front of its functions: routes, the integration's event and answer, CORS, limits, throttling, the access log.
import { afterEach, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { httpRequest } from '../../support/http-request.ts';
import { deployApi, type ApiOptions, type DeployedApi } from './deploy-api.ts';

let api: DeployedApi | undefined;
afterEach(async () => {
  await api?.cloud.stop();
  api = undefined;
});
const deploy = async (options: ApiOptions = {}): Promise<DeployedApi> =>
  (api = await deployApi({ routes: ['ANY /{proxy+} (open)', 'GET / (open)'], ...options }));

describe('every answer', () => {
  it('has a request id, on an unknown route too', async () => {
    const { url } = await deploy({ routes: ['GET / (open)'] });
    const found = await httpRequest(url, '/');
    const lost = await httpRequest(url, '/nowhere');
    expect([found.status, lost.status, lost.body]).toEqual([200, 404, '{"message":"Not Found"}']);
    expect(found.headers['apigw-requestid']).toMatch(/^[\w+/]{15}=$/);
    expect(lost.headers['apigw-requestid']).not.toBe(found.headers['apigw-requestid']);
  });
});

describe('the integration’s event', () => {
  it('has the body as text for text, as base64 for everything else, and neither for none', async () => {
    const { url, integrationEvents } = await deploy();
    const post = (type: string, body: string | Buffer) =>
      httpRequest(url, '/x', { method: 'POST', headers: { 'content-type': type }, body });
    await post('application/json; charset=utf-8', '{"é":1}');
    await post('application/octet-stream', Buffer.from([0, 255]));
    await post('application/x-www-form-urlencoded', 'a=1');
    await httpRequest(url, '/x');
    expect(integrationEvents.map(({ body, isBase64Encoded }) => ({ body, isBase64Encoded }))).toEqual([
      { body: '{"é":1}', isBase64Encoded: false },
      { body: 'AP8=', isBase64Encoded: true },
      { body: 'YT0x', isBase64Encoded: true },
      { body: undefined, isBase64Encoded: false },
    ]);
    expect(integrationEvents[3]).not.toHaveProperty('body');
    for (const absent of ['type', 'routeArn', 'identitySource', 'requestContext.authorizer', 'queryStringParameters'])
      expect(integrationEvents[3]).not.toHaveProperty(absent);
    expect(integrationEvents[3]).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /{proxy+}',
      pathParameters: { proxy: 'x' },
      headers: { 'content-length': '0', 'x-forwarded-proto': 'http' },
    });
  });
});

describe('the function’s answer', () => {
  it.each<[string, unknown, object]>([
    ['without statusCode is the body itself', { a: 1 }, { status: 200, body: '{"a":1}', type: 'application/json' }],
    ['may be text', 'Hello from Lambda!', { status: 200, body: 'Hello from Lambda!', type: 'application/json' }],
    [
      'has its status and body',
      { statusCode: 201, body: 'x' },
      { status: 201, body: 'x', type: 'text/plain;charset=UTF-8' },
    ],
    ['may give the status as text', { statusCode: '404' }, { status: 404, body: '', type: 'text/plain;charset=UTF-8' }],
    [
      'may be base64',
      { statusCode: 200, headers: { 'Content-Type': 'image/x' }, body: 'aGk=', isBase64Encoded: true },
      { status: 200, body: 'hi', type: 'image/x' },
    ],
  ])('%s', async (_, returned, expected) => {
    const { url } = await deploy({ present: () => returned });
    const { status, body, headers } = await httpRequest(url, '/');
    expect({ status, body, type: headers['content-type'] }).toEqual(expected);
  });

  it('has cookies, each in its own header', async () => {
    const { url } = await deploy({ present: () => ({ statusCode: 200, cookies: ['a=1', 'b=2; Secure'] }) });
    expect((await httpRequest(url, '/')).headers['set-cookie']).toEqual(['a=1', 'b=2; Secure']);
  });

  it.each<[string, unknown]>([
    ['a body that is an object', { statusCode: 200, body: {} }],
    ['a status that is none', { statusCode: 'ok' }],
    ['a header that is an object', { statusCode: 200, headers: { x: {} } }],
    ['a header with a line break', { statusCode: 200, headers: { x: 'a\r\nset-cookie: b' } }],
  ])('is a 500 with %s', async (_, returned) => {
    const { url } = await deploy({ present: () => returned });
    const { status, body, headers } = await httpRequest(url, '/');
    expect([status, body]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(headers['apigw-requestid']).toBeDefined();
  });

  it('is a 500 when the function fails or may not be invoked', async () => {
    const failing = await deploy({
      present: () => {
        throw new TypeError('x');
      },
    });
    expect((await httpRequest(failing.url, '/')).status).toBe(500);
    await failing.cloud.stop();
    const forbidden = await deploy({ integrationSources: ['arn:aws:execute-api:us-east-1:000000000000:*/*/POST/'] });
    expect((await httpRequest(forbidden.url, '/')).status).toBe(500);
  });

  it('is a 503 after thirty seconds', async () => {
    const functions = new EventEmitter();
    const asked = once(functions, 'asked');
    const { url, cloud } = await deploy({
      present: () => {
        functions.emit('asked');
        return new Promise(() => undefined);
      },
    });
    const answer = httpRequest(url, '/');
    await asked;
    await cloud.context.clock.advance(30_000);
    expect(await answer).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
  });
});

it('a function’s policy names the route with its variables', async () => {
  const { url } = await deploy({
    routes: ['GET /cameras/{cameraName}/viewer-url (open)'],
    integrationSources: ['arn:aws:execute-api:us-east-1:000000000000:*/*/*/cameras/{cameraName}/viewer-url'],
  });
  expect((await httpRequest(url, '/cameras/front-door/viewer-url')).status).toBe(200);
});

describe('CORS', () => {
  const CorsConfiguration = {
    AllowOrigins: ['https://app.example.com'],
    AllowMethods: ['GET'],
    AllowHeaders: ['authorization', 'email'],
    ExposeHeaders: ['x-shown'],
    MaxAge: 3600,
  };
  const origin = 'https://app.example.com';
  const preflight = { origin, 'access-control-request-method': 'GET' };

  it('preflights are answered by the API, before any route or authorizer', async () => {
    const { url, integrationEvents } = await deploy({ api: { CorsConfiguration }, routes: ['GET /'] });
    const answer = await httpRequest(url, '/anything', { method: 'OPTIONS', headers: preflight });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization,email',
      'access-control-max-age': '3600',
    });
    expect(integrationEvents).toEqual([]);
  });

  it('another origin gets no CORS header', async () => {
    const { url } = await deploy({ api: { CorsConfiguration } });
    const headers = { ...preflight, origin: 'https://evil.example.com' };
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await httpRequest(url, '/', { method, headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('the API’s headers replace the function’s, and stand on refusals', async () => {
    const { url } = await deploy({
      api: { CorsConfiguration },
      routes: ['GET / (open)', 'GET /closed'],
      present: () => ({ statusCode: 204, headers: { 'Access-Control-Allow-Origin': '*' } }),
    });
    const answer = await httpRequest(url, '/', { headers: { origin } });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-shown',
    });
    const refused = await httpRequest(url, '/closed', { headers: { origin } });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, origin]);
  });

  it('is the function’s own affair without a configuration', async () => {
    const { url } = await deploy({
      present: () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } }),
    });
    const answer = await httpRequest(url, '/x', { method: 'OPTIONS', headers: preflight });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });
});

describe('limits', () => {
  it('10,240 bytes of request line and headers: one more is a 431', async () => {
    const { url } = await deploy();
    const host = new URL(url).host;
    const others = Buffer.byteLength(`GET / HTTP/1.1host${host}connectionclosex-long`);
    const ask = (length: number) =>
      httpRequest(url, '/', { headers: { host, connection: 'close', 'x-long': 'x'.repeat(length) } });
    expect((await ask(10_240 - others)).status).toBe(200);
    expect((await ask(10_241 - others)).status).toBe(431);
    expect((await ask(30_000)).status).toBe(431);
  });

  it('10 MB of payload: one byte more is a 413', async () => {
    const { url, integrationEvents } = await deploy();
    const ask = (bytes: number) => httpRequest(url, '/x', { method: 'POST', body: Buffer.alloc(bytes, 'x') });
    expect((await ask(10 * 1024 * 1024)).status).toBe(200);
    expect(await ask(10 * 1024 * 1024 + 1)).toMatchObject({
      status: 413,
      body: '{"message":"Request Entity Too Large"}',
    });
    expect(integrationEvents).toHaveLength(1);
  });

  it('a path that can’t be decoded is a 400', async () => {
    const { url } = await deploy();
    expect((await httpRequest(url, '/%zz')).status).toBe(400);
  });
});

it('the stage’s burst and rate are kept per route: 429 until time has passed', async () => {
  const { url, cloud } = await deploy({
    stage: { DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 } },
  });
  const status = async (path: string): Promise<number> => (await httpRequest(url, path)).status;
  expect([await status('/'), await status('/'), await status('/')]).toEqual([200, 200, 429]);
  expect(await status('/other-route')).toBe(200);
  await cloud.context.clock.advance(1000);
  expect([await status('/'), await status('/')]).toEqual([200, 429]);
});

describe('the access log', () => {
  const stage = (Format: string): NonNullable<ApiOptions['stage']> => ({
    AccessLogSettings: { DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/lensgate/dev/api:*', Format },
  });
  async function lines({ cloud, service }: DeployedApi): Promise<string[]> {
    await service.stop!();
    return (await readFile(join(cloud.context.dataDir, 'logs', 'lensgate-dev-api.log'), 'utf8')).trim().split('\n');
  }

  it('has one line per request in the stage’s format', async () => {
    const deployed = await deploy({
      routes: ['GET /'],
      authorize: () => ({ isAuthorized: true, context: { cameraName: 'front-door' } }),
      stage: stage(
        '{"id":"$context.requestId","at":"$context.requestTime","route":"$context.routeKey","status":$context.status,' +
          '"error":"$context.error.message","camera":"$context.authorizer.cameraName","length":"$context.responseLength",' +
          '"integration":"$context.integrationStatus","none":"$context.unheardOf"}',
      ),
    });
    const { headers } = await httpRequest(deployed.url, '/?token=hush', { headers: { authorization: 'Bearer hush' } });
    await httpRequest(deployed.url, '/nowhere');
    const written = await lines(deployed);
    expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        id: headers['apigw-requestid'],
        at: '01/Jan/2026:00:00:00 +0000',
        route: 'GET /',
        status: 200,
        error: '-',
        camera: 'front-door',
        length: '11',
        integration: '200',
        none: '-',
      },
      expect.objectContaining({ route: '-', status: 404, error: 'Not Found', integration: '-' }),
    ]);
    expect(written.join()).not.toContain('hush');
  });

  it('can’t be forged by a caller’s header', async () => {
    const deployed = await deploy({ stage: stage('{"agent":"$context.identity.userAgent"}') });
    await httpRequest(deployed.url, '/', { headers: { 'user-agent': 'a","status":"200' } });
    expect((await lines(deployed)).map((line) => JSON.parse(line) as unknown)).toEqual([{ agent: 'a","status":"200' }]);
  });
});
