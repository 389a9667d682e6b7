// Shapes and errors are those of the KVS API reference.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../localcloud/core/principal.ts';
import { awsQuotas } from '../../../localcloud/services/kinesisvideo/quotas.ts';
import { kinesisVideo } from '../../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../support/cloud-context.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
  await cloud.add((context) => kinesisVideo(context, { ...awsQuotas, channelsPerAccount: 3 }));
});
afterEach(() => cloud.stop());

const kvs = (on = cloud) => {
  const { aws, iam } = on.context;
  const as = iam.operatorPrincipal;
  return {
    create: async (ChannelName: string, rest: object = {}) =>
      (await aws.call(as, 'kinesisvideo', 'CreateSignalingChannel', { ChannelName, ...rest })).ChannelARN!,
    describe: async (input: { ChannelName?: string; ChannelARN?: string }) =>
      (await aws.call(as, 'kinesisvideo', 'DescribeSignalingChannel', input)).ChannelInfo!,
    delete: (ChannelARN: string, CurrentVersion?: string) =>
      aws.call(as, 'kinesisvideo', 'DeleteSignalingChannel', { ChannelARN, CurrentVersion }),
  };
};

describe('a signaling channel', () => {
  it('is CREATING first and ACTIVE a second later', async () => {
    const arn = await kvs().create('front-door');
    const createdAt = cloud.context.clock.now();
    expect(arn).toBe(`arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/${createdAt}`);
    expect(String(createdAt)).toHaveLength(13);
    expect(await kvs().describe({ ChannelName: 'front-door' })).toMatchObject({
      ChannelARN: arn,
      ChannelName: 'front-door',
      ChannelType: 'SINGLE_MASTER',
      ChannelStatus: 'CREATING',
      CreationTime: new Date(createdAt),
      SingleMasterConfiguration: { MessageTtlSeconds: 60 },
    });
    await cloud.context.clock.advance(999);
    expect((await kvs().describe({ ChannelARN: arn })).ChannelStatus).toBe('CREATING');
    await cloud.context.clock.advance(1);
    expect((await kvs().describe({ ChannelARN: arn })).ChannelStatus).toBe('ACTIVE');
  });

  it('keeps its name while it is being deleted, and comes back with another ARN', async () => {
    const first = await kvs().create('front-door');
    await expect(kvs().create('front-door')).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await cloud.context.clock.advance(1000);
    await kvs().delete(first);
    expect((await kvs().describe({ ChannelARN: first })).ChannelStatus).toBe('DELETING');
    await expect(kvs().create('front-door')).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await cloud.context.clock.advance(2000);
    await expect(kvs().describe({ ChannelName: 'front-door' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const second = await kvs().create('front-door');
    expect(second).not.toBe(first);
    await expect(kvs().describe({ ChannelARN: first })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is created once when many ask at the same time', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => kvs().create('front-door')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is deleted and updated only in the version that the caller knows', async () => {
    const { aws, iam, clock } = cloud.context;
    const arn = await kvs().create('front-door', { SingleMasterConfiguration: { MessageTtlSeconds: 5 } });
    await clock.advance(1000);
    const { Version } = await kvs().describe({ ChannelARN: arn });
    const update = (CurrentVersion: string) =>
      aws.call(iam.operatorPrincipal, 'kinesisvideo', 'UpdateSignalingChannel', {
        ChannelARN: arn,
        CurrentVersion,
        SingleMasterConfiguration: { MessageTtlSeconds: 120 },
      });
    await expect(update('other')).rejects.toMatchObject({ name: 'VersionMismatchException' });
    await update(Version!);
    expect((await kvs().describe({ ChannelARN: arn })).ChannelStatus).toBe('UPDATING');
    await clock.advance(1000);
    expect(await kvs().describe({ ChannelARN: arn })).toMatchObject({
      ChannelStatus: 'ACTIVE',
      SingleMasterConfiguration: { MessageTtlSeconds: 120 },
    });
    await expect(kvs().delete(arn, Version)).rejects.toMatchObject({ name: 'VersionMismatchException' });
  });

  it('goes on with its transition after a restart', async () => {
    const directory = await temporaryDirectory();
    const before = await startTestCloud({ dataDir: directory.path });
    await before.add(kinesisVideo);
    const arn = await kvs(before).create('front-door');
    await before.stop();
    const after = await startTestCloud({ dataDir: directory.path });
    await after.add(kinesisVideo);
    expect((await kvs(after).describe({ ChannelARN: arn })).ChannelStatus).toBe('CREATING');
    await after.context.clock.advance(1000);
    expect((await kvs(after).describe({ ChannelARN: arn })).ChannelStatus).toBe('ACTIVE');
    await after.stop();
    await directory.remove();
  });

  it.each<[string, string, object]>([
    ['a name with a space', 'Garage Camera One', {}],
    ['an empty name', '', {}],
    ['a name of 257 characters', 'a'.repeat(257), {}],
    ['a message life of 4 s', 'front-door', { SingleMasterConfiguration: { MessageTtlSeconds: 4 } }],
    ['a message life of 121 s', 'front-door', { SingleMasterConfiguration: { MessageTtlSeconds: 121 } }],
    ['a tag of AWS', 'front-door', { Tags: [{ Key: 'aws:owner', Value: 'x' }] }],
  ])('is refused with %s', async (_, name, rest) => {
    await expect(kvs().create(name, rest)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('is one too many above the limit of the account', async () => {
    for (const name of ['a', 'b', 'c']) await kvs().create(name);
    await expect(kvs().create('d')).rejects.toMatchObject({ name: 'AccountChannelLimitExceededException' });
  });

  it('is listed page by page', async () => {
    for (const name of ['cam-2', 'door', 'cam-1']) await kvs().create(name);
    const { aws, iam } = cloud.context;
    const page = async (NextToken?: string) =>
      aws.call(iam.operatorPrincipal, 'kinesisvideo', 'ListSignalingChannels', {
        MaxResults: 1,
        NextToken,
        ChannelNameCondition: { ComparisonOperator: 'BEGINS_WITH', ComparisonValue: 'cam' },
      });
    const first = await page();
    expect(first.ChannelInfoList).toMatchObject([{ ChannelName: 'cam-1' }]);
    const second = await page(first.NextToken);
    expect(second.ChannelInfoList).toMatchObject([{ ChannelName: 'cam-2' }]);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('tags of a channel', () => {
  it('are put, replaced, taken away, and at most 50', async () => {
    const { aws, iam } = cloud.context;
    const as = iam.operatorPrincipal;
    const ResourceARN = await kvs().create('front-door', { Tags: [{ Key: 'lensgate:serialNumber', Value: 'SN-1' }] });
    await aws.call(as, 'kinesisvideo', 'TagResource', { ResourceARN, Tags: [{ Key: 'site', Value: 'north gate' }] });
    await aws.call(as, 'kinesisvideo', 'UntagResource', { ResourceARN, TagKeyList: ['lensgate:serialNumber'] });
    expect(await aws.call(as, 'kinesisvideo', 'ListTagsForResource', { ResourceARN })).toEqual({
      Tags: { site: 'north gate' },
    });
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await expect(aws.call(as, 'kinesisvideo', 'TagResource', { ResourceARN, Tags })).rejects.toMatchObject({
      name: 'TagsPerResourceExceededLimitException',
    });
  });
});

describe('permissions on channels', () => {
  const role = (Resource: string, Condition: Record<string, Record<string, string>> = {}): Principal => ({
    kind: 'role',
    accountId: '000000000000',
    arn: 'arn:aws:sts::000000000000:assumed-role/camera/session',
    policies: [{ Statement: { Effect: 'Allow', Action: 'kinesisvideo:*', Resource, Condition } }],
    context: {},
  });

  it('cover creation by name, and the channel by its ARN', async () => {
    const { aws } = cloud.context;
    const own = role('arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/*');
    const { ChannelARN } = await aws.call(own, 'kinesisvideo', 'CreateSignalingChannel', {
      ChannelName: 'front-door',
    });
    await aws.call(own, 'kinesisvideo', 'DescribeSignalingChannel', { ChannelName: 'front-door' });
    await aws.call(own, 'kinesisvideo', 'DescribeSignalingChannel', { ChannelARN });
    for (const ChannelName of ['front-door-2', 'back-door']) {
      await expect(aws.call(own, 'kinesisvideo', 'CreateSignalingChannel', { ChannelName })).rejects.toMatchObject({
        name: 'AccessDeniedException',
      });
    }
  });

  it('may ask for a tag of the channel', async () => {
    const { aws } = cloud.context;
    const tag = 'aws:ResourceTag/lensgate:serialNumber';
    await kvs().create('front-door', { Tags: [{ Key: 'lensgate:serialNumber', Value: 'SN-1' }] });
    const describe = (serial: string) =>
      aws.call(role('*', { StringEquals: { [tag]: serial } }), 'kinesisvideo', 'DescribeSignalingChannel', {
        ChannelName: 'front-door',
      });
    await expect(describe('SN-2')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await describe('SN-1')).ChannelInfo).toMatchObject({ ChannelName: 'front-door' });
  });
});

describe('the endpoints of a channel', () => {
  it('differ by role and protocol, and wait for the channel to be ACTIVE', async () => {
    const { aws, iam, addresses, clock } = cloud.context;
    Object.assign(addresses, {
      awsEndpointUrl: 'http://127.0.0.1:4566',
      masterSignalingUrl: 'ws://127.0.0.1:4571',
      viewerSignalingUrl: 'ws://127.0.0.1:4572',
    });
    const ChannelARN = await kvs().create('front-door');
    const endpoints = async (Role: 'MASTER' | 'VIEWER', Protocols: ('WSS' | 'HTTPS')[]) =>
      (
        await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'GetSignalingChannelEndpoint', {
          ChannelARN,
          SingleMasterChannelEndpointConfiguration: { Role, Protocols },
        })
      ).ResourceEndpointList;
    await expect(endpoints('MASTER', ['WSS'])).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await clock.advance(1000);
    expect(await endpoints('MASTER', ['WSS', 'HTTPS'])).toEqual([
      { Protocol: 'WSS', ResourceEndpoint: 'ws://127.0.0.1:4571' },
      { Protocol: 'HTTPS', ResourceEndpoint: 'http://127.0.0.1:4566' },
    ]);
    expect(await endpoints('VIEWER', ['WSS'])).toEqual([{ Protocol: 'WSS', ResourceEndpoint: 'ws://127.0.0.1:4572' }]);
    await expect(endpoints('VIEWER', [])).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('include ICE servers with credentials for five minutes', async () => {
    const { aws, iam, clock } = cloud.context;
    const ChannelARN = await kvs().create('front-door');
    const ask = (ClientId?: string) =>
      aws.call(iam.operatorPrincipal, 'kinesisvideosignaling', 'GetIceServerConfig', { ChannelARN, ClientId });
    await expect(ask()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await clock.advance(1000);
    const [server, ...others] = (await ask('viewer-1')).IceServerList!;
    const expiry = clock.now() / 1000 + 300;
    expect(others).toHaveLength(0);
    expect(server).toMatchObject({
      Ttl: 300,
      Username: `${expiry}:${Buffer.from(`v1:${ChannelARN}`).toString('base64')}`,
    });
    expect(server!.Uris![0]).toMatch(/^turn:/);
    await expect(ask('aws_viewer')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });
});
