// Events are API Gateway's; signatures come from the test vectors of the AWS SDK for Android.
import { describe, expect, it } from '@jest/globals';
import { validateViewerUrlResponse, validateViewerUrlsResponse } from '../../api/payloads/index.ts';
import type { CameraItems } from '../../functions/shared/camera-access/camera-items.ts';
import { readSettings } from '../../functions/presign-viewer-url/environment.ts';
import { presignViewerUrlBodies } from '../../api/generated/payloads.ts';
import { answerOperations, type OperationEvent } from '../../functions/shared/http/answer-operations.ts';
import type { PresignViewerUrlDependencies } from '../../functions/presign-viewer-url/dependencies.ts';
import { presignViewerUrl } from '../../functions/presign-viewer-url/presign-viewer-url.ts';
import { urlLifetimeSeconds } from '../../functions/presign-viewer-url/url-lifetime.ts';
import { cameraItem, without } from './camera-items.ts';
import { recordedLog } from './recorded-log.ts';
import { sample } from './sample.ts';

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxQQiCYEXAMPLEKEY';
const now = Date.UTC(2023, 6, 24, 8, 7, 2) + 345;

const turn = { urls: ['turn:192.0.2.1:443?transport=udp'] as [string], username: 'u', credential: 'p' };

type Changeable = { -readonly [K in keyof OperationEvent]: OperationEvent[K] };

function ask(event: OperationEvent, changes: Partial<PresignViewerUrlDependencies> = {}) {
  const log = recordedLog();
  return { answer: answering(changes, log)(event), log };
}

function answering(changes: Partial<PresignViewerUrlDependencies>, log = recordedLog()) {
  const handlers = presignViewerUrl({ ...dependencies(log), ...changes });
  return answerOperations('presign-viewer-url', handlers, presignViewerUrlBodies, log);
}

function dependencies(log: ReturnType<typeof recordedLog>): PresignViewerUrlDependencies {
  return {
    viewerUrlTtlSeconds: 299,
    limits: { user: { burst: 100, perSecond: 10 }, camera: { burst: 30, perSecond: 3 } },
    iceServers: { of: async () => [turn] },
    requestEndpointRefresh: () => Promise.reject(new Error('must not be asked')),
    read: () => Promise.reject(new Error('must not be read')),
    credentials: async () => ({ accessKeyId: 'AKIAIOSFODJJ7EXAMPLE', secretAccessKey }),
    now: () => now,
    newClientId: () => 'd7d1c6e2-9cb0-4d61-bea9-ecb3d3816557',
    log,
  };
}
const viewerUrlEvent = () => sample<Changeable>('viewer-url.proxy');
const signedUrlEvent = () => sample<Changeable>('signed-url.proxy');
const bodyOf = ({ body = '' }: { body?: string | undefined }) => JSON.parse(body) as Record<string, unknown>;

describe('presign-viewer-url', () => {
  it('answers the viewer-url route with the URL of vector V4 and all that a client needs', async () => {
    const answer = await ask(viewerUrlEvent()).answer;
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
    const { url, ...rest } = bodyOf(answer);
    expect(url).toContain('X-Amz-Signature=cea541f699dc51bc53a55590ce817e63cc06fac2bdef4696b63e0889eb448f0b');
    expect(rest).toEqual({
      clientId: 'd7d1c6e2-9cb0-4d61-bea9-ecb3d3816557',
      cameraName: 'demo-channel',
      channelArn: 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo-channel/1234567890123',
      region: 'us-west-2',
      role: 'VIEWER',
      online: true,
      iceServers: [turn],
      expiresAt: '2023-07-24T08:12:01.000Z',
      serverTime: '2023-07-24T08:07:02.345Z',
    });
    expect(() => validateViewerUrlResponse(bodyOf(answer))).not.toThrow();
  });

  it("answers the AWS sample's route with signedURL and nothing else", async () => {
    const answer = await ask(signedUrlEvent()).answer;
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'cache-control': 'no-store' } });
    expect(Object.keys(bodyOf(answer))).toEqual(['signedURL']);
    expect(bodyOf(answer).signedURL).toContain('X-Amz-Signature=cea541f6');
  });

  it('signs what the authorizer said, whatever path, query and headers say', async () => {
    const event = signedUrlEvent();
    event.rawQueryString = 'channelName=garage';
    event.pathParameters = { cameraName: 'garage' };
    event.headers = { ...event.headers, cameraname: 'garage', 'x-amz-channelarn': 'garage' };
    expect(bodyOf(await ask(event).answer)).toEqual(bodyOf(await ask(signedUrlEvent()).answer));
  });

  const withContext = (lambda: Record<string, unknown> | null): OperationEvent => {
    const event = viewerUrlEvent();
    return { ...event, requestContext: { ...event.requestContext, authorizer: { lambda } } };
  };
  const internalError = {
    type: 'urn:lensgate:problem:internal-error',
    title: 'Internal Server Error',
    status: 500,
    requestId: 'JKJaXmPLvHcESHA=',
  };

  it.each<[string, OperationEvent, string]>([
    ['lacks a camera', withContext({ userId: 'olivia@example.com' }), 'lacks camera.'],
    ['lacks a user', withContext({ camera: '{}' }), 'lacks userId.'],
    ['is null', withContext(null), 'lacks userId.'],
    ['is not there', { ...viewerUrlEvent(), requestContext: { requestId: 'JKJaXmPLvHcESHA=' } }, 'lacks userId.'],
  ])('answers 500 when the context %s, and the log says so', async (_, event, logged) => {
    const { answer, log } = ask(event);
    expect(await answer).toMatchObject({
      statusCode: 500,
      headers: { 'cache-control': 'no-store', 'content-type': 'application/problem+json' },
    });
    expect(bodyOf(await answer)).toEqual(internalError);
    expect(JSON.stringify(log.lines)).toContain(logged);
  });

  it('answers 500 on a route of another function, and the log says so', async () => {
    const { answer, log } = ask({ ...viewerUrlEvent(), routeKey: 'GET /cameras' });
    expect(bodyOf(await answer)).toEqual(internalError);
    expect(JSON.stringify(log.lines)).toContain('presign-viewer-url has no handler for GET /cameras.');
  });

  it('answers 400 when the path lacks a parameter', async () => {
    const { answer } = ask({ ...viewerUrlEvent(), pathParameters: {} });
    expect(bodyOf(await answer)).toMatchObject({
      status: 400,
      errors: [{ field: 'path.cameraName', rule: 'is missing' }],
    });
  });

  it('answers 401 for a caller whom the authorizer did not know, and says how to be known', async () => {
    const { answer, log } = ask(withContext({ unauthenticated: 'expired' }));
    expect(await answer).toMatchObject({
      statusCode: 401,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
    expect(JSON.stringify(await answer)).not.toContain('expired');
    expect(log.lines).toEqual([]);
  });

  it.each([
    ['its channel is made anew', 'ROTATING', '5'],
    ['another one takes its place', 'REPLACING', '30'],
    ['that one registers', 'REGISTERING', '30'],
  ])('answers 503 with a time to wait while %s', async (_, status, seconds) => {
    const camera = JSON.parse(String(viewerUrlEvent().requestContext.authorizer!.lambda!['camera'])) as object;
    const event = withContext({
      userId: 'olivia@example.com',
      camera: JSON.stringify({ ...camera, status }),
    });
    expect(await ask(event).answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': seconds } });
  });

  it('answers 500 when there are no credentials, and tells only the log why', async () => {
    const { answer, log } = ask(viewerUrlEvent(), { credentials: () => Promise.reject(new Error('no credentials')) });
    expect(bodyOf(await answer)).toEqual(internalError);
    expect(log.lines).toMatchObject([{ level: 'error', error: { message: 'no credentials' } }]);
  });

  it('logs nothing of a URL that it gave out', async () => {
    const { answer, log } = ask(viewerUrlEvent());
    await answer;
    expect(log.lines).toEqual([]);
  });
});

describe('the viewer-url route', () => {
  const query = (rawQueryString: string): OperationEvent => ({ ...viewerUrlEvent(), rawQueryString });

  it('leaves ICE servers out, and asks for none, on ?ice=false', async () => {
    const iceServers = { of: () => Promise.reject(new Error('must not be asked')) };
    const body = bodyOf(await ask(query('ice=false'), { iceServers }).answer);
    expect(body.url).toContain('X-Amz-Signature=');
    expect(body).not.toHaveProperty('iceServers');
  });

  // The form is that of go2rtc's documentation: webrtc:wss://...#format=kinesis#client_id=...#ice_servers=[{...}]
  it('answers a source for go2rtc on ?format=go2rtc', async () => {
    const body = bodyOf(await ask(query('format=go2rtc')).answer);
    expect(Object.keys(body).sort()).toEqual(['cameraName', 'expiresAt', 'source']);
    const [source, format, clientId, servers] = String(body.source).split('#');
    expect(source).toMatch(/^webrtc:wss:\/\/v-a1b2c3d4\..*X-Amz-Signature=/);
    expect(format).toBe('format=kinesis');
    expect(clientId).toBe('client_id=d7d1c6e2-9cb0-4d61-bea9-ecb3d3816557');
    expect(JSON.parse(servers!.replace(/^ice_servers=/, ''))).toEqual([turn]);
  });

  it.each([
    ['ice=maybe', [{ field: 'query.ice', rule: 'must be one of true, false' }]],
    ['ice=true&ice=false', [{ field: 'query.ice', rule: 'must be given once' }]],
    ['format=GO2RTC', [{ field: 'query.format', rule: 'must be one of go2rtc' }]],
    ['channelName=garage', [{ field: 'query', rule: 'takes no other parameters than ice, format' }]],
  ])('refuses ?%s, naming the rule', async (rawQueryString, errors) => {
    const answer = await ask(query(rawQueryString)).answer;
    expect(answer).toMatchObject({ statusCode: 400, headers: { 'content-type': 'application/problem+json' } });
    expect(bodyOf(answer).errors).toEqual(errors);
  });

  it('answers 429 with a time to wait when a camera is asked for too often', async () => {
    const limits = { user: { burst: 100, perSecond: 10 }, camera: { burst: 1, perSecond: 0.25 } };
    const answer = answering({ limits });
    const once = () => answer(viewerUrlEvent());
    expect(await once()).toMatchObject({ statusCode: 200 });
    expect(await once()).toMatchObject({ statusCode: 429, headers: { 'retry-after': '4' } });
  });

  it("takes nobody else's turns", async () => {
    const limits = { user: { burst: 100, perSecond: 10 }, camera: { burst: 1, perSecond: 0.25 } };
    const answer = answering({ limits });
    const by = (userId: string) => {
      const event = viewerUrlEvent();
      const { requestContext } = event;
      const authorizer = { lambda: { ...requestContext.authorizer!.lambda, userId } };
      return answer({ ...event, requestContext: { ...requestContext, authorizer } });
    };
    expect(await by('loop@example.com')).toMatchObject({ statusCode: 200 });
    expect(await by('loop@example.com')).toMatchObject({ statusCode: 429 });
    expect(await by('ada@example.com')).toMatchObject({ statusCode: 200 });
  });
});

// [sdk-c #545: AWS's own camera SDK keeps endpoints for ten hours]
describe('endpoints that age', () => {
  const hour = 3_600;
  const seconds = Math.floor(now / 1000);
  const failed = 'POST /cameras/{cameraName}/connection-failed';

  it.each<[string, string, number | undefined, boolean]>([
    ['young ones are left alone', 'GET /cameras/{cameraName}/viewer-url', 8 * hour - 1, false],
    ['from eight hours on they are asked for anew', 'GET /cameras/{cameraName}/viewer-url', 8 * hour, true],
    ['of unknown age they are asked for anew', 'GET /cameras/{cameraName}/viewer-url', undefined, true],
    ['after a failed connection they are, whatever their age', failed, 61, true],
    ['but not those that were fetched just now', failed, 59, false],
  ])('%s', async (_, routeKey, age, expected) => {
    const event = viewerUrlEvent();
    const camera = JSON.parse(String(event.requestContext.authorizer!.lambda!['camera'])) as Record<string, unknown>;
    if (age !== undefined) camera['endpointsAt'] = seconds - age;
    else delete camera['endpointsAt'];
    const lambda = { userId: 'olivia@example.com', camera: JSON.stringify(camera) };
    const asked: unknown[] = [];
    const answer = await ask(
      { ...event, routeKey, requestContext: { ...event.requestContext, authorizer: { lambda } } },
      { requestEndpointRefresh: async (request) => void asked.push(request) },
    ).answer;
    expect(answer.statusCode).toBe(routeKey === failed ? 202 : 200);
    const request = {
      cameraName: 'demo-channel',
      channelArn: 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo-channel/1234567890123',
      ...(age !== undefined && { seenEndpointsAt: seconds - age }),
    };
    expect(asked).toEqual(expected ? [request] : []);
  });
});

describe('viewer URLs for a wall of cameras', () => {
  const wall = (cameras: unknown): OperationEvent => ({
    ...viewerUrlEvent(),
    routeKey: 'POST /viewer-urls',
    pathParameters: {},
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cameras }),
    requestContext: { requestId: 'id', authorizer: { lambda: { userId: 'olivia@example.com' } } },
  });
  const requestEndpointRefresh = async () => undefined;
  const presence = undefined;
  const transfer = undefined;
  const table: Record<string, CameraItems> = {
    'front-door': { camera: cameraItem, share: undefined, presence, transfer },
    garage: { camera: { ...cameraItem, userId: 'eve@example.com' }, share: undefined, presence, transfer },
    attic: { camera: { ...cameraItem, status: 'ROTATING' }, share: undefined, presence, transfer },
    broken: { camera: { ...cameraItem, channelArn: 'x' }, share: undefined, presence, transfer },
    torn: { camera: without(cameraItem, 'epoch'), share: undefined, presence, transfer },
  };
  const nothing: CameraItems = { camera: undefined, share: undefined, presence, transfer };
  const read = async (names: readonly string[]) => names.map((name) => table[name] ?? nothing);

  it('answers each camera for itself, in the order asked, and a name given twice once', async () => {
    const names = ['garage', 'front-door', 'nowhere', 'attic', 'broken', 'torn', 'front-door'];
    const { answer, log } = ask(wall(names), { read, requestEndpointRefresh });
    const { results } = bodyOf(await answer) as { results: { cameraName: string; status: number }[] };
    expect(results).toMatchObject([
      { cameraName: 'garage', status: 403, title: 'Forbidden' },
      { cameraName: 'front-door', status: 200, viewerUrl: { role: 'VIEWER', iceServers: [turn] } },
      { cameraName: 'nowhere', status: 403, title: 'Forbidden' },
      { cameraName: 'attic', status: 503, retryAfterSeconds: 5 },
      { cameraName: 'broken', status: 500 },
      { cameraName: 'torn', status: 500 },
    ]);
    expect(() => validateViewerUrlsResponse(bodyOf({ body: JSON.stringify({ results }) }))).not.toThrow();
    const decisions = log.lines.filter(({ message }) => message === 'viewer authorization');
    expect(decisions.map(({ cameraName, decision }) => `${String(cameraName)} ${String(decision)}`)).toEqual([
      'garage deny',
      'front-door allow',
      'nowhere deny',
      'attic allow',
      'broken allow',
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('wss:');
  });

  it.each([
    ['no cameras', [], 'body.cameras'],
    ['101 cameras', Array.from({ length: 101 }, (_, n) => `c${n}`), 'body.cameras'],
    ['a name that cannot be one', ['front door'], 'body.cameras.0'],
    ['a number', [1], 'body.cameras.0'],
    ['text', 'front-door', 'body.cameras'],
  ])('refuses %s', async (_, cameras, field) => {
    const answer = await ask(wall(cameras)).answer;
    expect(answer).toMatchObject({ statusCode: 400 });
    expect(bodyOf(answer).errors).toMatchObject([{ field }]);
  });

  it('answers 429 to a user who asks for more than the limit', async () => {
    const limits = { user: { burst: 2, perSecond: 1 }, camera: { burst: 30, perSecond: 3 } };
    const answer = answering({ limits, read, requestEndpointRefresh });
    const once = () => answer(wall(['front-door', 'garage']));
    expect(await once()).toMatchObject({ statusCode: 200 });
    expect(await once()).toMatchObject({ statusCode: 429, headers: { 'retry-after': '2' } });
  });
});

describe('the life of a URL', () => {
  const at = (expiration: number) => ({ expiration: new Date(expiration) });

  it.each<[string, number, { expiration?: Date }, number]>([
    ['the setting', 60, {}, 60],
    ['at most 299 seconds', 3600, {}, 299],
    ['no longer than the credentials', 299, at(now + 100_000), 100],
    ['the setting, when the credentials live longer', 60, at(now + 100_000), 60],
    // Signed at :02, dead at :02.999: one second on from :02 would be too late.
    ['counted from the full second of the signature', 299, at(Date.UTC(2023, 6, 24, 8, 7, 12, 999)), 10],
  ])('is %s', (_, setting, credentials, expected) => {
    expect(urlLifetimeSeconds(setting, credentials, now)).toBe(expected);
  });

  it.each([now + 600, now, now - 1, now - 3_600_000])('is refused when less than a second is left', (expiration) => {
    expect(() => urlLifetimeSeconds(299, at(expiration), now)).toThrow(
      expect.objectContaining({ name: 'CredentialsExpiredError' }),
    );
  });
});

describe('settings of presign-viewer-url', () => {
  const limits = { user: { burst: 1, perSecond: 1 }, camera: { burst: 1, perSecond: 1 } };
  const environment = {
    TABLE_NAME: 'CameraTable',
    REFRESH_ENDPOINTS_FUNCTION_NAME: 'RefreshEndpoints',
    VIEWER_URL_LIMITS: JSON.stringify(limits),
  };

  it.each(['1', '299'])('take a life of %s seconds', (given) => {
    expect(readSettings({ ...environment, VIEWER_URL_TTL_SECONDS: given })).toEqual({
      tableName: 'CameraTable',
      refreshEndpointsFunctionName: 'RefreshEndpoints',
      viewerUrlTtlSeconds: Number(given),
      limits,
    });
  });

  it.each(['0', '300', '-1', '1.5', '60s', ' 60', '1e2'])('refuse a life of "%s"', (given) => {
    expect(() => readSettings({ ...environment, VIEWER_URL_TTL_SECONDS: given })).toThrow(/1 to 299/);
  });

  it('name the variable that is missing', () => {
    expect(() => readSettings({})).toThrow(/VIEWER_URL_TTL_SECONDS/);
  });
});
