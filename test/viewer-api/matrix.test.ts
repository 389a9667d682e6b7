// Every route × everybody × every camera, through the running API: the decisions are the hand-written table's, and what isn't mine looks like what isn't there.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { operations, routeKeyOf } from '../../api/operations.ts';
import { shareKey, transferKey, type Item } from '../../records/camera-table.ts';
import { Sha256 } from '../../signing/sha256.ts';
import { registerCamera } from '../support/camera.ts';
import { credentialsOf } from '../support/camera-credentials.ts';
import { cameraRecord } from '../support/camera-record.ts';
import { httpRequest, type HttpAnswer } from '../support/http-request.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';
import { openRoutes, policy, type Standing } from '../support/viewer-api-policy.ts';
import { requests } from '../support/viewer-api-requests.ts';

/** What each caller is to the existing camera. Of the other one nobody here is anything but its owner, and the admin. */
const users: Readonly<Record<string, Standing>> = {
  owner: 'owner',
  viewer: 'viewer',
  'expired-viewer': 'user',
  'ex-owner': 'user',
  'viewer-of-an-older-epoch': 'user',
  'viewer-of-another-camera': 'user',
  recipient: 'recipient',
  'recipient-of-an-expired-offer': 'user',
  'other-user': 'user',
  admin: 'admin',
};
const strangers = ['camera', 'anonymous'];
const cameras = ['existing', 'others', 'unknown'] as const;
type Camera = (typeof cameras)[number];

const routes = Object.values(operations)
  .map(routeKeyOf)
  .filter((route) => !openRoutes.includes(route));
const email = (user: string): string => `${user}@example.com`;

let lensgate: Lensgate;
let dynamoDb: DynamoDBDocumentClient;
const headersOf = new Map<string, (path: string, method: string) => Promise<Record<string, string>>>();
const records = new Map<string, Item>();

beforeAll(async () => {
  lensgate = await startLensgate();
  dynamoDb = DynamoDBDocumentClient.from(new DynamoDBClient(lensgate.client));
  for (const cameraName of ['existing', 'others', 'third']) {
    const { identity } = await registerCamera(lensgate, {
      serialNumber: cameraName,
      cameraName,
      owner: email(`owner-of-${cameraName}`),
    });
    records.set(cameraName, (await cameraRecord(lensgate, cameraName))!);
    if (cameraName === 'existing') {
      // What a camera has: AWS credentials for its certificate.
      const credentials = await credentialsOf(lensgate, identity, { thingName: cameraName });
      const { host } = new URL(lensgate.cloud.context.addresses.apiUrl);
      const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'execute-api', sha256: Sha256 });
      headersOf.set('camera', async (path, method) => {
        const request = { method, protocol: 'http:', hostname: host, path, headers: { host } };
        return (await signer.sign(request)).headers;
      });
    }
  }
  headersOf.set('anonymous', async () => ({}));
  for (const user of Object.keys(users)) {
    const token = await lensgate.token(email(user), { admin: user === 'admin' });
    headersOf.set(user, async () => ({ authorization: `Bearer ${token}` }));
  }
  await reset('recipient');
}, 120_000);
afterAll(async () => {
  dynamoDb.destroy();
  await lensgate.stop();
});

/** Everybody is what they are called, whatever an earlier request changed. */
async function reset(offeredTo: string): Promise<void> {
  const TableName = lensgate.outputs.get('TableName')!;
  const put = (Item: Item) => dynamoDb.send(new PutCommand({ TableName, Item }));
  const future = Math.floor(Date.now() / 1000) + 3600;
  const share = (cameraName: string, user: string, epoch: number, expiresAt = future) =>
    put({
      ...shareKey(cameraName, email(user)),
      cameraName,
      userId: email(user),
      role: 'VIEWER',
      epoch,
      expiresAt,
    });
  await put({ ...records.get('existing')!, userId: email('owner'), epoch: 2 });
  await share('existing', 'viewer', 2);
  await share('existing', 'expired-viewer', 2, 1);
  await share('existing', 'ex-owner', 1);
  await share('existing', 'viewer-of-an-older-epoch', 1);
  await share('third', 'viewer-of-another-camera', records.get('third')!['epoch'] as number);
  await put({
    ...transferKey('existing'),
    cameraName: 'existing',
    userId: email(offeredTo),
    fromUserId: email('owner'),
    epoch: 2,
    expiresAt: offeredTo === 'recipient' ? future : 1,
  });
  await dynamoDb.send(new DeleteCommand({ TableName, Key: shareKey('existing', email('guest')) }));
}

async function send(route: string, caller: string, camera: Camera): Promise<HttpAnswer> {
  const [method = '', pattern = ''] = route.split(' ');
  const { query = '', headers = {}, body } = requests[route]!(camera);
  const path = pattern.replace('{cameraName}', camera).replace('{email}', encodeURIComponent(email('guest')));
  const proof = await headersOf.get(caller)!(path, method);
  return httpRequest(lensgate.cloud.context.addresses.apiUrl, `${path}${query}`, {
    method,
    headers: { ...proof, ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function rotated(before: Item): Promise<Item | false> {
  const record = (await cameraRecord(lensgate, 'existing'))!;
  const isNew = record['channelArn'] !== before['channelArn'] && record['status'] === 'ACTIVE';
  return isNew && record;
}

/** Those after which the camera's channel is another one, in a moment. */
const endsSessions = [
  'DELETE /cameras/{cameraName}/sessions',
  'POST /cameras/{cameraName}/transfer/accept',
  'POST /cameras/{cameraName}/release',
];

const namesCamera = (route: string): boolean => route === 'GET /' || route.includes('{cameraName}');

function standingOf(user: string, camera: Camera): Standing | undefined {
  if (camera === 'existing') return users[user]!;
  if (camera === 'unknown') return undefined;
  return user === 'admin' ? 'admin' : 'user';
}

function admits(route: string, user: string, camera: Camera): boolean {
  if (!namesCamera(route)) return policy[route]!.includes('user');
  const standing = standingOf(user, camera);
  return standing !== undefined && policy[route]!.includes(standing);
}

/** All that a caller could tell two refusals apart by. */
function visible({ status, headers, body }: HttpAnswer): unknown {
  const { date: _date, 'apigw-requestid': _id, ...rest } = headers;
  return { status, headers: rest, body: body.replace(/"requestId":"[^"]*"/, '"requestId":""') };
}

const refusals: { case: string; answer: unknown }[] = [];

it('the tables know every route, and no other', () => {
  expect(Object.keys(policy).sort()).toEqual([...routes].sort());
  expect(routes.filter((route) => requests[route] === undefined)).toEqual([]);
});

describe.each(routes)('%s', (route) => {
  const cases = Object.keys(users).flatMap((user) => cameras.map((camera) => ({ user, camera })));

  it('refuses everybody whom the table does not list, in one way', async () => {
    const refused = cases.filter(({ user, camera }) => !admits(route, user, camera));
    if (refused.some(({ user }) => user === 'recipient-of-an-expired-offer'))
      await reset('recipient-of-an-expired-offer');
    const decided: { case: string; status: number }[] = [];
    for (const { user, camera } of refused) {
      if (user === 'recipient') await reset('recipient');
      const answer = await send(route, user, camera);
      decided.push({ case: `${user}, ${camera}`, status: answer.status });
      refusals.push({ case: `${route} as ${user}, ${camera}`, answer: visible(answer) });
    }
    expect(decided.filter(({ status }) => status !== 403)).toEqual([]);
  }, 60_000);

  it('serves everybody whom the table lists', async () => {
    for (const { user, camera } of cases.filter(({ user, camera }) => admits(route, user, camera))) {
      await reset('recipient');
      const { status, body } = await send(route, user, camera);
      const expected = requests[route]!(camera).status ?? 200;
      expect({ user, camera, status, forbidden: body === '{"message":"Forbidden"}' }).toEqual({
        ...{ user, camera, status: expected, forbidden: false },
      });
      if (endsSessions.includes(route)) {
        // What follows is about the new channel.
        const before = records.get('existing')!;
        const { channelArn, endpoints, endpointsAt } = await until(() => rotated(before));
        records.set('existing', { ...before, channelArn, endpoints, endpointsAt });
      }
      if (route === 'POST /viewer-urls') {
        const { results } = JSON.parse(body) as { results: { status: number }[] };
        const mayWatch = admits('GET /cameras/{cameraName}/viewer-url', user, camera);
        expect({ user, camera, results: results.map((result) => result.status) }).toEqual({
          ...{ user, camera, results: [mayWatch ? 200 : 403] },
        });
      }
      if (route === 'GET /cameras') {
        const listed = (JSON.parse(body) as { cameras: { cameraName: string }[] }).cameras;
        const standing = users[user]!;
        expect({ user, listed: listed.map(({ cameraName }) => cameraName) }).toEqual({
          user,
          listed: [
            ...(['owner', 'viewer', 'recipient'].includes(standing) ? ['existing'] : []),
            ...(user === 'viewer-of-another-camera' ? ['third'] : []),
          ],
        });
      }
    }
  }, 60_000);

  it('is closed to cameras and to nobody in particular: 401, whichever camera it is', async () => {
    for (const stranger of strangers) {
      const answers = await Promise.all(cameras.map((camera) => send(route, stranger, camera)));
      expect({ stranger, statuses: answers.map(({ status }) => status) }).toEqual({
        stranger,
        statuses: [401, 401, 401],
      });
      expect(new Set(answers.map((answer) => JSON.stringify(visible(answer)))).size).toBe(1);
    }
  });
});

it('says the same of what is not mine, not for me, and not there, on every route: no byte differs but the request id', () => {
  const kinds = new Map(refusals.map(({ case: where, answer }) => [JSON.stringify(answer), where]));
  expect(refusals.length).toBeGreaterThan(100);
  expect([...kinds]).toHaveLength(1);
});

describe("two names in one request, and names that nearly are another's", () => {
  const ask = async (path: string, headers: Record<string, string | string[]> = {}, body?: string, method = 'GET') => {
    const proof = await headersOf.get('owner')!(path, method);
    return httpRequest(lensgate.cloud.context.addresses.apiUrl, path, {
      method,
      headers: { ...proof, ...headers },
      ...(body !== undefined && { body }),
    });
  };
  const json = { 'content-type': 'application/json' };
  const both = JSON.stringify({ cameraName: 'others', cameras: ['others'] });
  const url = '/cameras/existing/viewer-url?ice=false';

  it.each<[string, number, Parameters<typeof ask>]>([
    [
      "the sample's hole: authorized for one, signed for another",
      403,
      ['/?channelName=others', { cameraName: 'existing' }],
    ],
    ['the other way around', 403, ['/?channelName=existing', { cameraName: 'others' }]],
    ['two channels in the query', 403, ['/?channelName=existing&channelName=others', { cameraName: 'existing' }]],
    [
      'two channels in the query, the other first',
      403,
      ['/?channelName=others&channelName=existing', { cameraName: 'existing' }],
    ],
    ['two headers', 400, ['/?channelName=existing', { cameraName: ['existing', 'others'] }]],
    ['two headers, the other first', 400, ['/?channelName=others', { cameraName: ['others', 'existing'] }]],
    [
      'a camera in the query beside the header',
      400,
      ['/?channelName=existing&cameraName=others', { cameraName: 'existing' }],
    ],
    [
      'another spelling of the parameter',
      400,
      ['/?channelName=existing&ChannelName=others', { cameraName: 'existing' }],
    ],
    ['a camera in the header beside the path', 200, [url, { cameraName: 'others' }]],
    ['a channel in the query beside the path', 400, [`${url}&channelName=others`]],
    [
      'an ARN in the query beside the path',
      400,
      [`${url}&channelArn=arn:aws:kinesisvideo:us-east-1:0:channel/others/1`],
    ],
    ['a body beside the path', 400, [url, json, both]],
    ['an encoded slash', 400, ['/cameras/existing%2F..%2Fothers/viewer-url']],
    ['an encoded slash at the end', 400, ['/cameras/existing%2Fviewer-url%2F..%2F..%2Fothers/viewer-url']],
    ['an encoded slash, twice', 400, ['/cameras/existing%252F..%252Fothers/viewer-url']],
    ['an encoded letter, twice', 400, ['/cameras/%256Fthers/viewer-url']],
    ['an encoded letter, which is the letter', 403, ['/cameras/%6Fthers/viewer-url']],
    ['a path that goes up', 404, ['/cameras/existing/../others/viewer-url']],
    ['a zero byte', 400, ['/cameras/existing%00others/viewer-url']],
    ['a newline', 400, ['/cameras/existing%0A/viewer-url']],
    ['a space', 400, ['/cameras/existing%20/viewer-url']],
    ['a comma', 400, ['/cameras/existing,others/viewer-url']],
    ['a fullwidth letter', 400, ['/cameras/%EF%BD%8Fthers/viewer-url']],
    ['a Cyrillic letter', 400, ['/cameras/%D0%BEthers/viewer-url']],
    ['a letter of another case', 403, ['/cameras/Others/viewer-url']],
    ['my own in another case', 403, ['/cameras/EXISTING/viewer-url']],
    ['a channel of another case', 403, ['/?channelName=EXISTING', { cameraName: 'existing' }]],
    ['a header that overrides the method', 404, [url, { 'x-http-method-override': 'GET' }, '', 'POST']],
    [
      'headers that rewrite the path',
      200,
      [url, { 'x-original-url': '/cameras/others/viewer-url', 'x-rewrite-url': '/cameras/others/viewer-url' }],
    ],
  ])('%s: %d', async (_, expected, request) => {
    await reset('recipient');
    const { status, body } = await ask(...request);
    const signed = [...body.matchAll(/X-Amz-ChannelARN=([^&"]*)/g)].map(([, arn]) => decodeURIComponent(arn!));
    expect(signed.filter((arn) => !arn.includes(':channel/existing/'))).toEqual([]);
    expect({ status, signed: signed.length > 0 }).toEqual({ status: expected, signed: expected === 200 });
  });
});
