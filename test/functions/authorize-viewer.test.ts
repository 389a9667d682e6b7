// Verdicts are those of docs/decisions.md (D10 to D14) and of the AWS sample's list of holes, written down by hand.
import { describe, expect, it } from '@jest/globals';
import type { BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { authenticateBySharedSecret } from '../../functions/authorize-viewer/authenticate-by-shared-secret.ts';
import { authorizeViewer } from '../../functions/authorize-viewer/authorize-viewer.ts';
import { readCameraItems } from '../../functions/shared/camera-access/read-camera-items.ts';
import type { Item } from '../../records/camera-table.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { cameraItem, shareItem, without } from './camera-items.ts';
import { fakeClient } from './fake-client.ts';
import { recordedLog } from './recorded-log.ts';
import { sample } from './sample.ts';

type Event = APIGatewayRequestAuthorizerEventV2;

const table = 'CameraTable';
const now = 1_795_334_400_000;

function authorize(event: Event, items: readonly Item[] = [cameraItem, shareItem]) {
  const log = recordedLog();
  const { client, calls } = fakeClient<DocumentClient>({
    BatchGet: ({ RequestItems }: BatchGetCommandInput) => ({
      Responses: {
        [table]: items.filter(({ pk, sk }) =>
          RequestItems![table]!.Keys!.some((key) => key['pk'] === pk && key['sk'] === sk),
        ),
      },
    }),
  });
  const result = authorizeViewer(event, {
    authenticate: authenticateBySharedSecret({ matches: async (token) => token === 'shared-secret' }),
    read: async (cameraName, userId, wanted) =>
      (await readCameraItems({ client, tableName: table }, [cameraName], userId, wanted))[0]!,
    now: () => now,
    log,
  });
  return { result, log, calls };
}

const viewerUrl = (change: (event: Event) => void = () => undefined) => changed('viewer-url.authorizer', change);
const signedUrl = (change: (event: Event) => void = () => undefined) => changed('signed-url.authorizer', change);
const as = (email: string) => (event: Event) => void (event.headers!.email = email);
const withHeader = (name: string, value: string) => (event: Event) => void (event.headers![name] = value);
const forCamera = (name: string) => (event: Event) => void (event.pathParameters!.cameraName = name);
function changed(name: string, change: (event: Event) => void): Event {
  const event = sample<Event>(name);
  change(event);
  return event;
}

describe('authorize-viewer allows', () => {
  const owner = { userId: 'olivia@example.com', role: 'OWNER' };
  const viewer = { userId: 'sam@example.com', role: 'VIEWER', shareExpiresAt: 1_800_000_000 };

  it.each<[string, Event, { userId: string; role: string }]>([
    ['the owner', viewerUrl(), owner],
    ["the owner on the AWS sample's route", signedUrl(), owner],
    ['the secret without Bearer, as the AWS sample sends it', viewerUrl(withHeader('authorization', 'shared-secret')), owner], // prettier-ignore
    ['bearer in any case', viewerUrl(withHeader('authorization', 'bearer  shared-secret')), owner],
    ['an address in another spelling', viewerUrl(as('  OLIVIA@example.COM ')), owner],
    ['who holds a share', viewerUrl(as('sam@example.com')), viewer],
  ])('%s', async (_, event, { userId, ...expected }) => {
    const { isAuthorized, context } = (await authorize(event).result) as unknown as {
      isAuthorized: boolean;
      context: { userId: string; camera: string };
    };
    expect({ isAuthorized, userId: context.userId, camera: JSON.parse(context.camera) as object }).toEqual({
      isAuthorized: true,
      userId,
      camera: {
        cameraName: 'front-door',
        epoch: 3,
        status: 'ACTIVE',
        serialNumber: 'LG-0001',
        owner: 'olivia@example.com',
        online: false,
        channelArn: 'arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1763798401456',
        viewerEndpoint: 'wss://v-1.example.com',
        viewerHttpsEndpoint: 'https://r-2.example.com',
        region: 'us-east-1',
        ...expected,
      },
    });
  });

  it('with one strongly consistent read of camera, share and presence together', async () => {
    const { result, calls } = authorize(viewerUrl(as('Sam@example.com')));
    await result;
    expect(calls).toEqual([
      {
        command: 'BatchGet',
        input: {
          RequestItems: {
            [table]: {
              Keys: [
                { pk: 'camera#front-door', sk: 'camera' },
                { pk: 'camera#front-door', sk: 'share#sam@example.com' },
                { pk: 'camera#front-door', sk: 'presence' },
              ],
              ConsistentRead: true,
            },
          },
        },
      },
    ]);
  });

  it('a share without an end', async () => {
    const items = [cameraItem, without(shareItem, 'expiresAt')];
    expect(await authorize(viewerUrl(as('sam@example.com')), items).result).toMatchObject({ isAuthorized: true });
  });

  it('the owner whatever share lies there too', async () => {
    const share = { ...shareItem, sk: 'share#olivia@example.com', epoch: 1 };
    expect(await authorize(viewerUrl(), [cameraItem, share]).result).toMatchObject({ isAuthorized: true });
  });
});

describe('authorize-viewer denies, and the log says why', () => {
  const sam = viewerUrl(as('sam@example.com'));

  it.each<[string, Event, Item[] | undefined, string]>([
    ['an unknown address', viewerUrl(as('nobody@example.com')), undefined, 'not-shared'],
    ['an unknown camera', viewerUrl(forCamera('garage')), undefined, 'no-such-camera'],
    ['a camera of somebody else', sam, [cameraItem], 'not-shared'],
    ['an unclaimed camera', viewerUrl(), [without(without(cameraItem, 'userId'), 'role')], 'not-shared'],
    ['a user who stands in the record without being the owner', viewerUrl(), [{ ...cameraItem, role: 'VIEWER' }], 'not-shared'], // prettier-ignore
    ['a camera that is being retired', viewerUrl(), [{ ...cameraItem, status: 'RETIRING' }], 'camera-not-active'], // prettier-ignore
    ['a camera without a status', viewerUrl(), [without(cameraItem, 'status')], 'camera-not-active'],
    ['a share of an older epoch', sam, [{ ...cameraItem, epoch: 4 }, shareItem], 'share-of-an-older-epoch'],
    ['a share of a newer epoch', sam, [{ ...cameraItem, epoch: 2 }, shareItem], 'share-of-an-older-epoch'],
    ['a share that has expired', sam, [cameraItem, { ...shareItem, expiresAt: now / 1000 - 1 }], 'share-expired'], // prettier-ignore
    ['a share in the second of its end', sam, [cameraItem, { ...shareItem, expiresAt: now / 1000 }], 'share-expired'], // prettier-ignore
    ['a share with another role', sam, [cameraItem, { ...shareItem, role: 'OWNER' }], 'share-without-role'],
    ['a share that names another user', sam, [cameraItem, { ...shareItem, userId: 'eve@example.com' }], 'not-shared'], // prettier-ignore
    ['a share of a camera that is gone', sam, [shareItem], 'no-such-camera'],
  ])('%s', async (_, event, items, reason) => {
    const { result, log } = authorize(event, items);
    expect(await result).toEqual({ isAuthorized: false });
    expect(log.lines).toMatchObject([{ level: 'info', decision: 'deny', reason, requestId: 'JKJaXmPLvHcESHA=' }]);
  });

  it('gives the same answer for "not yours" and "does not exist"', async () => {
    const notYours = await authorize(viewerUrl(as('nobody@example.com'))).result;
    expect(JSON.stringify(await authorize(viewerUrl(forCamera('garage'))).result)).toBe(JSON.stringify(notYours));
  });

  it.each<[string, string | undefined]>([
    ['another name', 'garage'],
    ['no name', undefined],
    ['an empty name', ''],
    ['two names', 'front-door,front-door'],
    ['another spelling', 'Front-Door'],
    ['an ARN', 'arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1763798401456'],
  ])("a channelName that isn't the camera's channel: %s", async (_, channelName) => {
    const { result, log } = authorize(
      signedUrl((event) => {
        if (channelName === undefined) delete event.queryStringParameters;
        else event.queryStringParameters = { channelName };
      }),
    );
    expect(await result).toEqual({ isAuthorized: false });
    expect(log.lines).toMatchObject([{ reason: 'channel-of-another-camera', cameraName: 'front-door' }]);
  });
});

describe('authorize-viewer reads nothing from the table', () => {
  it.each<[string, Event, string]>([
    ['for a wrong secret', viewerUrl(withHeader('authorization', 'Bearer guess')), 'wrong-secret'],
    ['for the secret twice', viewerUrl(withHeader('authorization', 'shared-secret,shared-secret')), 'wrong-secret'],
    ['for an empty token', viewerUrl(withHeader('authorization', 'Bearer ')), 'wrong-secret'],
    ['without headers', viewerUrl((event) => delete event.headers), 'wrong-secret'],
    ['without an address', viewerUrl((event) => delete event.headers!.email), 'no-valid-email'],
    ['for two addresses', viewerUrl(as('olivia@example.com,eve@example.com')), 'no-valid-email'],
    ['for a domain twice', viewerUrl(as('olivia@example.com,example.org')), 'no-valid-email'],
    ['for what is no address', viewerUrl(as('olivia')), 'no-valid-email'],
    ['for an address with a space', viewerUrl(as('olivia @example.com')), 'no-valid-email'],
    ['for a Kelvin sign that would fold to a k', viewerUrl(as('\u212Aim@example.com')), 'no-valid-email'],
    ['for a very long address', viewerUrl(as(`${'o'.repeat(250)}@x.org`)), 'no-valid-email'],
  ])('%s, and has the function answer 401', async (_, event, reason) => {
    const { result, log, calls } = authorize(event);
    expect(await result).toEqual({ isAuthorized: true, context: { unauthenticated: reason } });
    expect(log.lines).toMatchObject([{ decision: 'unauthenticated', reason }]);
    expect(calls).toEqual([]);
  });

  it.each<[string, Event, string]>([
    ['for a name with a space', viewerUrl(forCamera('Garage Camera One')), 'invalid-camera-name'],
    ['for a name that is encoded twice', viewerUrl(forCamera('front%2Ddoor')), 'invalid-camera-name'],
    ['for a name with a key separator', viewerUrl(forCamera('front#door')), 'invalid-camera-name'],
    ['for a name and a line end', viewerUrl(forCamera('front-door\n')), 'invalid-camera-name'],
    ['for a name of 129 characters', viewerUrl(forCamera('a'.repeat(129))), 'invalid-camera-name'],
    ['without a name', viewerUrl((event) => delete event.pathParameters), 'invalid-camera-name'],
    ['for two names', signedUrl(withHeader('cameraname', 'front-door,garage')), 'invalid-camera-name'],
    ["without the sample's header", signedUrl((event) => delete event.headers!.cameraname), 'invalid-camera-name'],
  ])('%s, and has the function answer 400', async (_, event, reason) => {
    const { result, log, calls } = authorize(event);
    expect(await result).toEqual({ isAuthorized: true, context: { userId: 'olivia@example.com' } });
    expect(log.lines).toMatchObject([{ decision: 'malformed', reason }]);
    expect(calls).toEqual([]);
  });

  it('on a route that it does not know', async () => {
    const { result, calls } = authorize(viewerUrl((event) => (event.routeKey = 'DELETE /cameras/{cameraName}')));
    expect(await result).toEqual({ isAuthorized: false });
    expect(calls).toEqual([]);
  });

  it("for the sample's route with the camera in the path instead of the header", async () => {
    const event = signedUrl((it) => delete it.headers!.cameraname);
    event.pathParameters = { cameraName: 'front-door' };
    const { result, calls } = authorize(event);
    expect(await result).toEqual({ isAuthorized: true, context: { userId: 'olivia@example.com' } });
    expect(calls).toEqual([]);
  });
});

describe('an outage is thrown, never answered', () => {
  it.each<[string, Item]>([
    ['no channel ARN', without(cameraItem, 'channelArn')],
    ['a broken channel ARN', { ...cameraItem, channelArn: 'front-door' }],
    ['no viewer endpoint', { ...cameraItem, endpoints: {} }],
  ])('a record with %s', async (_, item) => {
    const { result, log } = authorize(viewerUrl(), [item]);
    await expect(result).rejects.toMatchObject({ name: expect.stringMatching(/^Malformed/) as unknown });
    expect(log.lines).toMatchObject([{ level: 'error', decision: 'unavailable' }]);
  });

  it.each(['epoch', 'expiresAt'])('a share whose %s is no number', async (attribute) => {
    const items = [cameraItem, { ...shareItem, [attribute]: 'soon' }];
    await expect(authorize(viewerUrl(as('sam@example.com')), items).result).rejects.toMatchObject({
      name: 'MalformedItemError',
    });
  });

  it('a secret that cannot be read', async () => {
    const log = recordedLog();
    const outage = Object.assign(new Error('no route to Secrets Manager'), { name: 'TimeoutError' });
    const result = authorizeViewer(viewerUrl(), {
      authenticate: () => Promise.reject(outage),
      read: () => Promise.reject(new Error('must not be read')),
      now: () => now,
      log,
    });
    await expect(result).rejects.toBe(outage);
    expect(log.lines).toMatchObject([{ decision: 'unavailable', error: { name: 'TimeoutError' } }]);
  });
});

describe('the audit line', () => {
  it.each<[string, Event, object]>([
    ['who, which camera, what and why', viewerUrl(), { decision: 'allow', reason: 'OWNER', userId: 'olivia@example.com', cameraName: 'front-door' }], // prettier-ignore
    ['nobody, for a caller who proved nothing', viewerUrl(withHeader('authorization', 'guess')), { decision: 'unauthenticated', reason: 'wrong-secret' }], // prettier-ignore
    ['no name that could not be one', viewerUrl(forCamera('<script>')), { decision: 'malformed', reason: 'invalid-camera-name', userId: 'olivia@example.com' }], // prettier-ignore
  ])('names %s', async (_, event, expected) => {
    const { result, log } = authorize(event);
    await result;
    expect(log.lines).toEqual([
      {
        level: 'info',
        message: 'viewer authorization',
        requestId: 'JKJaXmPLvHcESHA=',
        routeKey: event.routeKey,
        ...expected,
      },
    ]);
    expect(JSON.stringify(log.lines)).not.toMatch(/shared-secret|guess|wss:/);
  });
});
