// Tags decide who may: those of a channel or stream, and those that a request would give. With AWS's SDK, signed by a role's session.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateSignalingChannelCommand,
  CreateStreamCommand,
  DescribeSignalingChannelCommand,
  DescribeStreamCommand,
  KinesisVideoClient,
  ListTagsForStreamCommand,
  TagResourceCommand,
  TagStreamCommand,
  UntagResourceCommand,
  UntagStreamCommand,
} from '@aws-sdk/client-kinesis-video';
import { GetIceServerConfigCommand, KinesisVideoSignalingClient } from '@aws-sdk/client-kinesis-video-signaling';
import { ListFragmentsCommand, KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { frontDoor } from '../../../localcloud/front-door/front-door.ts';
import type { PolicyStatement } from '../../../localcloud/access/policy.ts';
import { kinesisVideo } from '../../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { presignSignalingUrl } from '../../../signing/presign-signaling-url.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';
import { openSignalingSocket } from '../../support/signaling-socket.ts';

let cloud: TestCloud;
let count = 0;
let name: string;
let channelArn: string;
let streamArn: string;

beforeAll(async () => {
  // Requests are signed with the machine's time.
  cloud = await startTestCloud({ clock: new ManualClock(Date.now()) });
  await cloud.add(frontDoor, kinesisVideo);
});
afterAll(() => cloud.stop());

const operator = <O extends 'CreateSignalingChannel' | 'CreateStream' | 'TagResource' | 'TagStream'>(
  operation: O,
  input: object,
) => cloud.context.aws.call(cloud.context.iam.operatorPrincipal, 'kinesisvideo', operation, input as never);

beforeEach(async () => {
  name = `camera-${++count}`;
  const Tags = { 'lensgate:certificateId': 'current', 'lensgate:serialNumber': 'SN-1' };
  const list = Object.entries(Tags).map(([Key, Value]) => ({ Key, Value }));
  channelArn = (await operator('CreateSignalingChannel', { ChannelName: name, Tags: list })).ChannelARN!;
  streamArn = (await operator('CreateStream', { StreamName: name, DataRetentionInHours: 1, Tags })).StreamARN!;
  await cloud.context.clock.advance(1000);
});

interface Session {
  readonly kvs: KinesisVideoClient;
  readonly signaling: KinesisVideoSignalingClient;
  readonly archive: KinesisVideoArchivedMediaClient;
  /** Whether the signaling endpoint of the role lets a URL in that this session signed. */
  connects(role: 'MASTER' | 'VIEWER'): Promise<boolean>;
}

/** Of a role with these statements. `context`: policy variables that the session carries, as a camera's does. */
async function session(statements: PolicyStatement[], context: Record<string, string> = {}): Promise<Session> {
  const { iam, addresses, region, clock } = cloud.context;
  const roleArn = `arn:aws:iam::000000000000:role/role-${++count}`;
  await iam.putRole({
    name: `role-${count}`,
    arn: roleArn,
    trust: { Statement: [] },
    policies: [{ Statement: statements }],
    maxSessionSeconds: 3600,
  });
  const by = iam.operatorPrincipal;
  const assumed = iam.assumeRole({ roleArn, by, sessionName: 'test', durationSeconds: 900, context });
  const { accessKeyId, secretAccessKey, sessionToken } = assumed.credentials;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const config = { endpoint: addresses.awsEndpointUrl, region, credentials, maxAttempts: 1 };
  return {
    kvs: new KinesisVideoClient(config),
    signaling: new KinesisVideoSignalingClient(config),
    archive: new KinesisVideoArchivedMediaClient(config),
    async connects(role) {
      const url = await presignSignalingUrl({
        endpoint: role === 'MASTER' ? addresses.masterSignalingUrl : addresses.viewerSignalingUrl,
        channelArn,
        clientId: role === 'MASTER' ? undefined : 'viewer-1',
        region,
        credentials,
        now: clock.now(),
        expiresInSeconds: 299,
      });
      const outcome = await openSignalingSocket(url);
      if (!('socket' in outcome)) {
        expect([outcome.status, outcome.errorType]).toEqual([403, 'AccessDeniedException']);
        return false;
      }
      await outcome.close();
      return true;
    },
  };
}
const may = (rest: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: 'Allow',
  Action: 'kinesisvideo:*',
  Resource: '*',
  ...rest,
});
const permitted = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => true,
    (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
      expect([error.name, error.$metadata?.httpStatusCode]).toEqual(['AccessDeniedException', 403]);
      return false;
    },
  );
const channelTags = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

describe('the tags of a channel or stream', () => {
  // As a camera's role says it: only what is tagged with the certificate that got the credentials.
  const ownOnly = may({
    Condition: { StringEquals: { 'aws:ResourceTag/lensgate:certificateId': '${credentials-iot:AwsCertificateId}' } },
  });
  const doings: Readonly<Record<string, (by: Session) => Promise<boolean>>> = {
    'connecting as master': (by) => by.connects('MASTER'),
    'connecting as viewer': (by) => by.connects('VIEWER'),
    'describing the channel by name': ({ kvs }) =>
      permitted(kvs.send(new DescribeSignalingChannelCommand({ ChannelName: name }))),
    'describing the channel by ARN': ({ kvs }) =>
      permitted(kvs.send(new DescribeSignalingChannelCommand({ ChannelARN: channelArn }))),
    'asking for ICE servers': ({ signaling }) =>
      permitted(signaling.send(new GetIceServerConfigCommand({ ChannelARN: channelArn }))),
    'describing the stream by name': ({ kvs }) => permitted(kvs.send(new DescribeStreamCommand({ StreamName: name }))),
    'describing the stream by ARN': ({ kvs }) =>
      permitted(kvs.send(new DescribeStreamCommand({ StreamARN: streamArn }))),
    "listing the stream's tags": ({ kvs }) =>
      permitted(kvs.send(new ListTagsForStreamCommand({ StreamARN: streamArn }))),
    'reading the stream back': ({ archive }) =>
      permitted(archive.send(new ListFragmentsCommand({ StreamARN: streamArn }))),
  };

  it.each(Object.keys(doings))('decide about %s', async (doing) => {
    const current = await session([ownOnly], { 'credentials-iot:AwsCertificateId': 'current' });
    const former = await session([ownOnly], { 'credentials-iot:AwsCertificateId': 'former' });
    const nobody = await session([ownOnly]);
    const outcomes = [];
    for (const by of [current, former, nobody]) outcomes.push(await doings[doing]!(by));
    expect(outcomes).toEqual([true, false, false]);
  });

  it('decide from the moment that they change, about credentials that were given out before too', async () => {
    const current = await session([ownOnly], { 'credentials-iot:AwsCertificateId': 'current' });
    const next = await session([ownOnly], { 'credentials-iot:AwsCertificateId': 'next' });
    const both = async () => [await current.connects('MASTER'), await next.connects('MASTER')];
    expect(await both()).toEqual([true, false]);
    const swapped = { 'lensgate:certificateId': 'next' };
    await operator('TagResource', { ResourceARN: channelArn, Tags: channelTags(swapped) });
    expect(await both()).toEqual([false, true]);
  });
});

describe('the tags that a request gives', () => {
  // TagStream stays to the camera, but for the tags that the workflow believes.
  const noneOfOurs = [
    may({}),
    may({
      Effect: 'Deny',
      Action: [
        'kinesisvideo:TagStream',
        'kinesisvideo:UntagStream',
        'kinesisvideo:TagResource',
        'kinesisvideo:UntagResource',
      ],
      Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['lensgate:*'] } },
    }),
  ];
  const tagging: readonly [string, (by: Session, keys: string[]) => Promise<boolean>][] = [
    [
      'TagStream',
      ({ kvs }, keys) => {
        const Tags = Object.fromEntries(keys.map((key) => [key, 'x']));
        return permitted(kvs.send(new TagStreamCommand({ StreamARN: streamArn, Tags })));
      },
    ],
    [
      'UntagStream',
      ({ kvs }, TagKeyList) => permitted(kvs.send(new UntagStreamCommand({ StreamName: name, TagKeyList }))),
    ],
    [
      'TagResource',
      ({ kvs }, keys) => {
        const Tags = keys.map((Key) => ({ Key, Value: 'x' }));
        return permitted(kvs.send(new TagResourceCommand({ ResourceARN: channelArn, Tags })));
      },
    ],
    [
      'UntagResource',
      ({ kvs }, TagKeyList) => permitted(kvs.send(new UntagResourceCommand({ ResourceARN: channelArn, TagKeyList }))),
    ],
  ];

  it.each(tagging)('decide by their keys, all of them, about %s', async (_, tag) => {
    const by = await session(noneOfOurs);
    expect(await tag(by, ['room', 'floor'])).toBe(true);
    expect(await tag(by, ['room', 'lensgate:serialNumber'])).toBe(false);
    expect(await tag(by, ['lensgate:serialNumber', 'room'])).toBe(false);
  });

  it.each(tagging)('may be limited to keys that are listed, for %s', async (_, tag) => {
    const by = await session([
      may({ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['room', 'floor'] } } }),
    ]);
    expect(await tag(by, ['room', 'floor'])).toBe(true);
    expect(await tag(by, ['room', 'roof'])).toBe(false);
  });

  it.each<[string, (by: Session, room: string) => Promise<boolean>]>([
    ['TagStream', ({ kvs }, room) => permitted(kvs.send(new TagStreamCommand({ StreamName: name, Tags: { room } })))],
    [
      'TagResource',
      ({ kvs }, room) =>
        permitted(kvs.send(new TagResourceCommand({ ResourceARN: channelArn, Tags: channelTags({ room }) }))),
    ],
    [
      'CreateStream',
      ({ kvs }, room) =>
        permitted(kvs.send(new CreateStreamCommand({ StreamName: `${name}-${room}`, Tags: { room } }))),
    ],
    [
      'CreateSignalingChannel',
      ({ kvs }, room) =>
        permitted(
          kvs.send(new CreateSignalingChannelCommand({ ChannelName: `${name}-${room}`, Tags: channelTags({ room }) })),
        ),
    ],
  ])('decide by their values about %s', async (_, give) => {
    const by = await session([may({ Condition: { StringEquals: { 'aws:RequestTag/room': 'kitchen' } } })]);
    expect(await give(by, 'kitchen')).toBe(true);
    expect(await give(by, 'bath')).toBe(false);
  });

  it.each([
    ['CreateStream', new CreateStreamCommand({ StreamName: 'untagged' })],
    ['CreateSignalingChannel', new CreateSignalingChannelCommand({ ChannelName: 'untagged' })],
  ])('may be demanded of %s', async (_, command) => {
    const must = may({ Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'lensgate:serialNumber' } } });
    const { kvs } = await session([must]);
    expect(await permitted(kvs.send(command as CreateStreamCommand))).toBe(false);
  });
});
