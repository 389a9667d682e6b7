// The authorizer's contract: the event AWS sends, and which answer is which status.
import { afterEach, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { httpRequest } from '../../support/http-request.ts';
import { deployApi, type ApiOptions, type DeployedApi } from './deploy-api.ts';

let api: DeployedApi | undefined;
afterEach(async () => {
  await api?.cloud.stop();
  api = undefined;
});
const deploy = async (options?: ApiOptions): Promise<DeployedApi> => (api = await deployApi(options));
const authorization = { authorization: 'Bearer foo' };
const viewerUrl = '/cameras/front-door/viewer-url';

// A real event of an HTTP API with payload 2.0 [aws-lambda-powertools, authorizer-request.json].
const realEvent = {
  version: '2.0',
  type: 'REQUEST',
  routeArn: 'arn:aws:execute-api:eu-west-1:123456789012:lsw1ro4ipb/$default/POST/lambda',
  identitySource: ['Bearer foo'],
  routeKey: 'POST /lambda',
  rawPath: '/lambda',
  rawQueryString: '',
  headers: { authorization: 'Bearer foo', host: '…', 'x-forwarded-for': '…' },
  requestContext: {
    accountId: '…',
    apiId: '…',
    domainName: '…',
    domainPrefix: '…',
    http: { method: 'POST', path: '/lambda', protocol: 'HTTP/1.1', sourceIp: '…', userAgent: '…' },
    requestId: '…',
    routeKey: 'POST /lambda',
    stage: '$default',
    time: '17/Jun/2024:15:52:39 +0000',
    timeEpoch: 1718639559080,
  },
};

/** Every leaf of the real event: literal values must be equal, `…` stands for any text. */
function likeReal(real: unknown): unknown {
  if (real === '…') return expect.any(String);
  if (typeof real !== 'object' || real === null || Array.isArray(real)) return real;
  return Object.fromEntries(Object.entries(real).map(([key, value]) => [key, likeReal(value)]));
}

describe('the authorizer’s event', () => {
  it('has the real event’s members, and none that are empty', async () => {
    const { url, cloud, authorizerEvents, apiId } = await deploy({ routes: ['POST /lambda'] });
    await cloud.context.clock.advance(realEvent.requestContext.timeEpoch - cloud.context.clock.now());
    await httpRequest(url, '/lambda', {
      method: 'POST',
      headers: { Authorization: 'Bearer foo', Host: 'x.example.com' },
    });
    const expected = likeReal(realEvent) as typeof realEvent;
    expect(authorizerEvents).toEqual([
      {
        ...expected,
        routeArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/$default/POST/lambda`,
        headers: expect.objectContaining({ ...expected.headers, 'x-forwarded-for': '127.0.0.1' }),
        requestContext: { ...expected.requestContext, domainName: 'x.example.com', domainPrefix: 'x' },
      },
    ]);
  });

  it('has path parameters decoded, and the query and cookies in their own members', async () => {
    const { url, authorizerEvents } = await deploy();
    await httpRequest(url, '/cameras/front%20door/viewer-url?a=1&b=x%2Fy&a=2', {
      headers: { ...authorization, cookie: 'one=1; two=2', 'X-Twice': ['a', 'b'] },
    });
    expect(authorizerEvents[0]).toMatchObject({
      rawPath: '/cameras/front door/viewer-url',
      rawQueryString: 'a=1&b=x%2Fy&a=2',
      queryStringParameters: { a: '1,2', b: 'x/y' },
      pathParameters: { cameraName: 'front door' },
      cookies: ['one=1', 'two=2'],
      headers: { 'x-twice': 'a,b' },
    });
    expect(authorizerEvents[0]).not.toHaveProperty('body');
    expect(authorizerEvents[0]).not.toHaveProperty('headers.cookie');
  });
});

describe('what the caller gets', () => {
  const message = (text: string): string => JSON.stringify({ message: text });

  it.each([
    ['without the identity source', {}],
    ['with an empty one', { authorization: '' }],
  ])('%s: 401, and the function isn’t asked', async (_, headers) => {
    const { url, authorizerEvents } = await deploy();
    const answer = await httpRequest(url, viewerUrl, { headers });
    expect([answer.status, answer.body]).toEqual([401, message('Unauthorized')]);
    expect(authorizerEvents).toEqual([]);
  });

  it('when denied: 403, and the integration isn’t asked', async () => {
    const { url, integrationEvents } = await deploy({ authorize: () => ({ isAuthorized: false }) });
    const answer = await httpRequest(url, viewerUrl, { headers: authorization });
    expect([answer.status, answer.body]).toEqual([403, message('Forbidden')]);
    expect(integrationEvents).toEqual([]);
  });

  const outage = (): never => {
    throw new Error('DynamoDB is down');
  };
  it.each<[string, ApiOptions]>([
    ['a function that throws', { authorize: outage }],
    ['"true" as text', { authorize: () => ({ isAuthorized: 'true' }) }],
    ['no isAuthorized', { authorize: () => ({}) }],
    ['null', { authorize: () => null }],
    ['a list', { authorize: () => [true] }],
    ['a context that is text', { authorize: () => ({ isAuthorized: true, context: 'x' }) }],
    [
      'an IAM policy where simple responses are enabled',
      { authorize: () => ({ principalId: 'p', policyDocument: {} }) },
    ],
    ['a simple response where they are not', { authorizer: { EnableSimpleResponses: false } }],
    ['no permission to invoke', { authorizerSources: ['arn:aws:execute-api:us-east-1:000000000000:other/*'] }],
  ])('after %s: 500', async (_, options) => {
    const { url, integrationEvents } = await deploy(options);
    const answer = await httpRequest(url, viewerUrl, { headers: authorization });
    expect([answer.status, answer.body]).toEqual([500, message('Internal Server Error')]);
    expect(integrationEvents).toEqual([]);
  });

  it('after ten seconds without an answer: 500', async () => {
    const functions = new EventEmitter();
    const asked = once(functions, 'asked');
    const { url, cloud } = await deploy({
      authorize: () => {
        functions.emit('asked');
        return new Promise(() => undefined);
      },
    });
    const answer = httpRequest(url, viewerUrl, { headers: authorization });
    await asked;
    expect(cloud.context.clock.nextTimerInMs).toBe(10_000);
    await cloud.context.clock.advance(10_000);
    expect((await answer).status).toBe(500);
  });
});

describe('the authorizer’s context', () => {
  it('is what the integration sees, and null when there is none', async () => {
    const context = { cameraName: 'front-door', nested: { n: 1 } };
    const { url, integrationEvents } = await deploy({
      authorize: ({ headers }: { headers: { email?: string } }) => ({
        isAuthorized: true,
        ...(headers.email && { context }),
      }),
    });
    await httpRequest(url, viewerUrl, { headers: { ...authorization, email: 'ann@example.com' } });
    await httpRequest(url, viewerUrl, { headers: authorization });
    expect(integrationEvents.map((event) => (event['requestContext'] as { authorizer: unknown }).authorizer)).toEqual([
      { lambda: context },
      { lambda: null },
    ]);
  });
});

describe('a policy as the answer', () => {
  it('is evaluated on the route’s ARN', async () => {
    const { url } = await deploy({
      authorizer: { EnableSimpleResponses: false },
      authorize: ({ routeArn }: { routeArn: string }) => ({
        principalId: 'ann',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'execute-api:Invoke',
              Resource: routeArn.replace(/cameras.*/, 'cameras/front-door/*'),
            },
          ],
        },
      }),
    });
    expect((await httpRequest(url, viewerUrl, { headers: authorization })).status).toBe(200);
    expect((await httpRequest(url, '/cameras/back-door/viewer-url', { headers: authorization })).status).toBe(403);
  });
});

describe('the cache', () => {
  const onlyFrontDoor = ({ rawPath }: { rawPath: string }): object => ({
    isAuthorized: rawPath.includes('front-door'),
  });

  it('is off at TTL 0', async () => {
    const { url, authorizerEvents } = await deploy();
    await httpRequest(url, viewerUrl, { headers: authorization });
    await httpRequest(url, viewerUrl, { headers: authorization });
    expect(authorizerEvents).toHaveLength(2);
  });

  it('is shared over cameras and routes by the identity source’s value alone, until its time is over', async () => {
    const { url, cloud, authorizerEvents } = await deploy({
      authorizer: { AuthorizerResultTtlInSeconds: 60 },
      authorize: onlyFrontDoor,
    });
    const status = async (path: string, token = 'Bearer foo'): Promise<number> =>
      (await httpRequest(url, path, { headers: { authorization: token } })).status;
    expect(await status(viewerUrl)).toBe(200);
    expect(await status('/cameras/back-door/viewer-url')).toBe(200);
    expect(await status('/')).toBe(200);
    expect(authorizerEvents).toHaveLength(1);
    expect(await status('/', 'Bearer bar')).toBe(403);
    expect(await status(viewerUrl, 'Bearer bar')).toBe(403);
    await cloud.context.clock.advance(60_000);
    expect(await status('/')).toBe(403);
    expect(authorizerEvents).toHaveLength(3);
  });

  it('is kept apart per route when $context.routeKey is an identity source', async () => {
    const { url, authorizerEvents } = await deploy({
      authorizer: {
        AuthorizerResultTtlInSeconds: 60,
        IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
      },
    });
    await httpRequest(url, viewerUrl, { headers: authorization });
    await httpRequest(url, '/', { headers: authorization });
    await httpRequest(url, '/', { headers: authorization });
    expect(authorizerEvents.map((event) => event['identitySource'])).toEqual([
      ['Bearer foo', 'GET /cameras/{cameraName}/viewer-url'],
      ['Bearer foo', 'GET /'],
    ]);
  });

  it('keeps no failure', async () => {
    let broken = true;
    const { url } = await deploy({
      authorizer: { AuthorizerResultTtlInSeconds: 60 },
      authorize: () => (broken ? {} : { isAuthorized: true }),
    });
    expect((await httpRequest(url, viewerUrl, { headers: authorization })).status).toBe(500);
    broken = false;
    expect((await httpRequest(url, viewerUrl, { headers: authorization })).status).toBe(200);
  });
});
