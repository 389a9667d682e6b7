// AWS's own client over HTTP; shapes and errors are those of the KVS API reference.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateStreamCommand,
  type CreateStreamCommandInput,
  DeleteStreamCommand,
  DescribeStreamCommand,
  GetDataEndpointCommand,
  KinesisVideoClient,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  TagStreamCommand,
  UntagStreamCommand,
  UpdateDataRetentionCommand,
} from '@aws-sdk/client-kinesis-video';
import type { Principal } from '../../../../localcloud/core/principal.ts';
import { frontDoor } from '../../../../localcloud/front-door/front-door.ts';
import { awsQuotas } from '../../../../localcloud/services/kinesisvideo/quotas.ts';
import { kinesisVideo } from '../../../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../../support/cloud-context.ts';

let cloud: TestCloud;
let kvs: KinesisVideoClient;

beforeEach(async () => {
  cloud = await startTestCloud();
  await cloud.add(frontDoor, (context) => kinesisVideo(context, { ...awsQuotas, streamsPerAccount: 3 }));
  const { clock, iam, addresses } = cloud.context;
  kvs = new KinesisVideoClient({
    endpoint: addresses.awsEndpointUrl,
    region: 'us-east-1',
    credentials: iam.operator,
    maxAttempts: 1,
    systemClockOffset: clock.now() - Date.now(),
  });
});
afterEach(async () => {
  kvs.destroy();
  await cloud.stop();
});

const create = async (StreamName: string, rest: Omit<CreateStreamCommandInput, 'StreamName'> = {}) =>
  (await kvs.send(new CreateStreamCommand({ StreamName, ...rest }))).StreamARN!;
const describeStream = async (input: { StreamName?: string; StreamARN?: string }) =>
  (await kvs.send(new DescribeStreamCommand(input))).StreamInfo!;

describe('a stream', () => {
  it('is CREATING first and ACTIVE a second later, with what it was created with', async () => {
    const createdAt = cloud.context.clock.now();
    const arn = await create('front-door', { DataRetentionInHours: 24, MediaType: 'video/h264', DeviceName: 'cam-1' });
    expect(arn).toBe(`arn:aws:kinesisvideo:us-east-1:000000000000:stream/front-door/${createdAt}`);
    expect(String(createdAt)).toHaveLength(13);
    expect(await describeStream({ StreamName: 'front-door' })).toMatchObject({
      StreamName: 'front-door',
      StreamARN: arn,
      Status: 'CREATING',
      DataRetentionInHours: 24,
      MediaType: 'video/h264',
      DeviceName: 'cam-1',
      CreationTime: new Date(createdAt),
      Version: expect.any(String),
      KmsKeyId: expect.stringContaining('alias/aws/kinesisvideo'),
    });
    await cloud.context.clock.advance(999);
    expect((await describeStream({ StreamARN: arn })).Status).toBe('CREATING');
    await cloud.context.clock.advance(1);
    expect((await describeStream({ StreamARN: arn })).Status).toBe('ACTIVE');
  });

  it('keeps no data unless a retention is asked for', async () => {
    await create('front-door');
    expect(await describeStream({ StreamName: 'front-door' })).toMatchObject({ DataRetentionInHours: 0 });
  });

  it('keeps its name while it is being deleted, and comes back with another ARN', async () => {
    const first = await create('front-door');
    await expect(create('front-door')).rejects.toMatchObject({
      name: 'ResourceInUseException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(kvs.send(new DeleteStreamCommand({ StreamARN: first }))).rejects.toMatchObject({
      name: 'ResourceInUseException',
    });
    await cloud.context.clock.advance(1000);
    await kvs.send(new DeleteStreamCommand({ StreamARN: first }));
    expect((await describeStream({ StreamARN: first })).Status).toBe('DELETING');
    await expect(create('front-door')).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await cloud.context.clock.advance(2000);
    await expect(describeStream({ StreamName: 'front-door' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
    expect(await create('front-door')).not.toBe(first);
    await expect(describeStream({ StreamARN: first })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is created once when many ask at the same time', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => create('front-door')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('changes its retention by hours, in the version that the caller knows', async () => {
    const StreamARN = await create('front-door', { DataRetentionInHours: 2 });
    await cloud.context.clock.advance(1000);
    const change = (CurrentVersion: string, sign: 'INCREASE' | 'DECREASE', DataRetentionChangeInHours: number) =>
      kvs.send(
        new UpdateDataRetentionCommand({
          StreamARN,
          CurrentVersion,
          Operation: `${sign}_DATA_RETENTION`,
          DataRetentionChangeInHours,
        }),
      );
    const { Version } = await describeStream({ StreamARN });
    await expect(change('other', 'INCREASE', 1)).rejects.toMatchObject({ name: 'VersionMismatchException' });
    await expect(change(Version!, 'DECREASE', 3)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    await change(Version!, 'INCREASE', 22);
    const updating = await describeStream({ StreamARN });
    expect(updating).toMatchObject({ Status: 'UPDATING', DataRetentionInHours: 24 });
    await cloud.context.clock.advance(1000);
    await change(updating.Version!, 'DECREASE', 24);
    expect(await describeStream({ StreamARN })).toMatchObject({ DataRetentionInHours: 0 });
  });

  it('is deleted only in the version that the caller knows', async () => {
    const StreamARN = await create('front-door');
    await cloud.context.clock.advance(1000);
    await expect(kvs.send(new DeleteStreamCommand({ StreamARN, CurrentVersion: 'other' }))).rejects.toMatchObject({
      name: 'VersionMismatchException',
    });
    const { Version } = await describeStream({ StreamARN });
    await kvs.send(new DeleteStreamCommand({ StreamARN, CurrentVersion: Version }));
    expect((await describeStream({ StreamARN })).Status).toBe('DELETING');
  });

  it('has tags as a map', async () => {
    const StreamARN = await create('front-door', { Tags: { 'lensgate:serialNumber': 'SN-1' } });
    await kvs.send(new TagStreamCommand({ StreamName: 'front-door', Tags: { place: 'door', floor: '0' } }));
    await kvs.send(new UntagStreamCommand({ StreamARN, TagKeyList: ['floor'] }));
    const { Tags } = await kvs.send(new ListTagsForStreamCommand({ StreamARN }));
    expect(Tags).toEqual({ 'lensgate:serialNumber': 'SN-1', place: 'door' });
    const many = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`k${index}`, '']));
    await expect(kvs.send(new TagStreamCommand({ StreamARN, Tags: many }))).rejects.toMatchObject({
      name: 'TagsPerResourceExceededLimitException',
    });
  });

  it('is listed by name, page by page', async () => {
    for (const name of ['garage', 'front-door', 'front-window']) await create(name);
    const list = async (input: object) => {
      const { StreamInfoList, NextToken } = await kvs.send(new ListStreamsCommand(input));
      return { names: StreamInfoList!.map(({ StreamName }) => StreamName), NextToken };
    };
    const first = await list({ MaxResults: 2 });
    expect(first.names).toEqual(['front-door', 'front-window']);
    expect(await list({ NextToken: first.NextToken })).toEqual({ names: ['garage'], NextToken: undefined });
    const condition = { ComparisonOperator: 'BEGINS_WITH', ComparisonValue: 'front' };
    expect((await list({ StreamNameCondition: condition })).names).toEqual(['front-door', 'front-window']);
    await expect(create('one-too-many')).rejects.toMatchObject({ name: 'AccountStreamLimitExceededException' });
  });

  it.each<[string, CreateStreamCommandInput]>([
    ['name', { StreamName: 'front door' }],
    ['retention', { StreamName: 'a', DataRetentionInHours: 87_601 }],
    ['retention of half an hour', { StreamName: 'a', DataRetentionInHours: 0.5 }],
    ['media type', { StreamName: 'a', MediaType: 'video' }],
    ['device name', { StreamName: 'a', DeviceName: 'cam 1' }],
    ['tag', { StreamName: 'a', Tags: { 'aws:x': '1' } }],
  ])('refuses an invalid %s', async (_, input) => {
    await expect(kvs.send(new CreateStreamCommand(input))).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('tells where its data goes', async () => {
    const StreamARN = await create('front-door');
    const ask = async (APIName: 'PUT_MEDIA' | 'LIST_FRAGMENTS' | 'GET_CLIP', reference: object = { StreamARN }) =>
      (await kvs.send(new GetDataEndpointCommand({ ...reference, APIName }))).DataEndpoint;
    expect(await ask('PUT_MEDIA')).toBe(cloud.context.addresses.awsEndpointUrl);
    expect(await ask('LIST_FRAGMENTS', { StreamName: 'front-door' })).toBe(cloud.context.addresses.awsEndpointUrl);
    await expect(ask('GET_CLIP')).rejects.toMatchObject({ name: 'NotImplementedException' });
    await expect(ask('PUT_MEDIA', {})).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    await expect(ask('PUT_MEDIA', { StreamName: 'garage' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('becomes ACTIVE, or ceases to be, across a restart', async () => {
    const directory = await temporaryDirectory();
    const before = await startTestCloud({ dataDir: directory.path });
    await before.add(kinesisVideo);
    const as = before.context.iam.operatorPrincipal;
    await before.context.aws.call(as, 'kinesisvideo', 'CreateStream', { StreamName: 'front-door' });
    await before.stop();
    const after = await startTestCloud({ dataDir: directory.path, clock: before.context.clock });
    await after.add(kinesisVideo);
    await after.context.clock.advance(1000);
    const { StreamInfo } = await after.context.aws.call(as, 'kinesisvideo', 'DescribeStream', {
      StreamName: 'front-door',
    });
    expect(StreamInfo?.Status).toBe('ACTIVE');
    await after.stop();
    await directory.remove();
  });
});

describe('a camera that may use stream/front-door/*', () => {
  const camera: Principal = {
    kind: 'role',
    accountId: '000000000000',
    arn: 'arn:aws:sts::000000000000:assumed-role/camera/1',
    policies: [
      {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['kinesisvideo:DescribeStream', 'kinesisvideo:TagStream', 'kinesisvideo:GetDataEndpoint'],
            Resource: 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/front-door/*',
          },
        ],
      },
    ],
    context: {},
  };

  it('may describe, tag and find its own stream, and no other, by name and by ARN', async () => {
    const { aws } = cloud.context;
    const arns = { 'front-door': await create('front-door'), 'front-door-2': await create('front-door-2') };
    for (const [StreamName, StreamARN] of Object.entries(arns)) {
      for (const reference of [{ StreamName }, { StreamARN }]) {
        const outcomes = await Promise.allSettled([
          aws.call(camera, 'kinesisvideo', 'DescribeStream', reference),
          aws.call(camera, 'kinesisvideo', 'TagStream', { ...reference, Tags: { a: 'b' } }),
          aws.call(camera, 'kinesisvideo', 'GetDataEndpoint', { ...reference, APIName: 'PUT_MEDIA' }),
        ]);
        const expected = StreamName === 'front-door' ? 'fulfilled' : 'rejected';
        expect(outcomes.map(({ status }) => status)).toEqual([expected, expected, expected]);
      }
    }
    await expect(
      aws.call(camera, 'kinesisvideo', 'DeleteStream', { StreamARN: arns['front-door'] }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it("gains nothing by naming its own stream's name beside another stream's ARN", async () => {
    await create('front-door');
    const StreamARN = await create('garage');
    await expect(
      cloud.context.aws.call(camera, 'kinesisvideo', 'DescribeStream', { StreamName: 'front-door', StreamARN }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
