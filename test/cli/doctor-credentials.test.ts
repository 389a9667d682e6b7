// What `lensgate doctor` finds between certificate and media: role alias, role, trust, permissions, stream; and what it may not see.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import {
  CreatePolicyVersionCommand,
  DeleteRoleAliasCommand,
  GetPolicyCommand,
  IoTClient,
  UpdateRoleAliasCommand,
} from '@aws-sdk/client-iot';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeSignalingChannelCommand,
  DescribeStreamCommand,
  KinesisVideoClient,
  TagResourceCommand,
  TagStreamCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kinesis-video';
import { gatherEvidence, type Evidence } from '../../cli/doctor/evidence.ts';
import { examine } from '../../cli/doctor/examine.ts';
import type { Finding } from '../../cli/doctor/finding.ts';
import { openTarget } from '../../cli/target.ts';
import { registerCamera, seemConnected } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

const policyDocument = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
const trustIn = (Service: string) =>
  policyDocument({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });
const trust = trustIn('credentials.iot.amazonaws.com');
// The document's own statements. [KVS: controlling access with AWS IoT]
const own = (what: 'channel' | 'stream') => ({
  Effect: 'Allow',
  Action: 'kinesisvideo:*',
  Resource: `arn:aws:kinesisvideo:*:*:${what}/\${credentials-iot:ThingName}/*`,
});
const RoleName = 'OwnRole';

let lensgate: Lensgate;
let iot: IoTClient;
let iam: IAMClient;
let kvs: KinesisVideoClient;
let alias: string;
let policyName: string;
let certificateId: string;

beforeAll(async () => {
  lensgate = await startLensgate();
  ({ certificateId } = await registerCamera(lensgate, {
    serialNumber: 'SN-1',
    cameraName: 'front-door',
    owner: 'ada@example.com',
  }));
  [iot, iam, kvs] = [
    new IoTClient(lensgate.client),
    new IAMClient(lensgate.client),
    new KinesisVideoClient(lensgate.client),
  ];
  await seemConnected(lensgate, 'front-door');
  alias = lensgate.outputs.get('CameraRoleAliasName')!;
  policyName = lensgate.outputs.get('CameraPolicyName')!;
  await makeStream('front-door');
  await createRole();
  await allow([own('channel'), own('stream')]);
  await useRole(`arn:aws:iam::000000000000:role/${RoleName}`);
});
afterAll(() => lensgate.stop());

const createRole = () =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, MaxSessionDuration: 7200 }));
const deleteRole = async () => {
  for (const PolicyName of ['Own', 'OwnChannel', 'OwnStream']) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })).catch(() => undefined);
  }
  await iam.send(new DeleteRoleCommand({ RoleName }));
};
const allow = (statements: object[]) =>
  iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Own', PolicyDocument: policyDocument(statements) }));
const useRole = (roleArn: string, credentialDurationSeconds = 3600) =>
  iot.send(new UpdateRoleAliasCommand({ roleAlias: alias, roleArn, credentialDurationSeconds }));
const roleArn = `arn:aws:iam::000000000000:role/${RoleName}`;

async function makeStream(StreamName: string): Promise<void> {
  const Tags = {
    'lensgate:stage': 'dev',
    'lensgate:serialNumber': 'SN-1',
    'lensgate:certificateId': certificateId,
  };
  const { StreamARN } = await kvs.send(new CreateStreamCommand({ StreamName, DataRetentionInHours: 24, Tags }));
  await until(async () => {
    const { StreamInfo } = await kvs.send(new DescribeStreamCommand({ StreamName }));
    return StreamInfo?.Status === 'ACTIVE' ? true : undefined;
  });
  await recordStream(StreamARN);
}

const recordStream = (streamArn: string | undefined) =>
  new DynamoDBClient(lensgate.client).send(
    new UpdateItemCommand({
      TableName: lensgate.outputs.get('TableName')!,
      Key: { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } },
      ...(streamArn === undefined
        ? { UpdateExpression: 'REMOVE streamArn' }
        : {
            UpdateExpression: 'SET streamArn = :streamArn',
            ExpressionAttributeValues: { ':streamArn': { S: streamArn } },
          }),
    }),
  );

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// As if the stack had been deployed with that setting.
let media = 'webrtc';

async function examineAs(credentials = lensgate.client.credentials): Promise<Finding[]> {
  return examine(await evidence(credentials));
}
async function evidence(credentials = lensgate.client.credentials): Promise<Evidence> {
  const target = await openTarget({ dataDir: lensgate.dataDir, stack: 'Lensgate-dev-Service', json: false });
  const output = async (name: string) => (name === 'CameraMedia' ? media : target.output(name));
  return gatherEvidence({ ...target, output, client: { ...target.client, credentials } }, 'front-door', {});
}
const failing = async () => (await examineAs()).filter(({ outcome }) => outcome === 'fails');

/** Carries out `aws iam …` or `aws iot …` as it stands there. */
async function carryOut(fix: string): Promise<void> {
  const words = [...fix.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
  const of = (flag: string) => words[words.indexOf(`--${flag}`) + 1]!;
  const role = { RoleName: of('role-name') };
  const MaxSessionDuration = Number(of('max-session-duration'));
  const run: Readonly<Record<string, () => Promise<unknown>>> = {
    'aws iam create-role': () =>
      iam.send(
        new CreateRoleCommand({
          ...role,
          Path: of('path'),
          MaxSessionDuration,
          AssumeRolePolicyDocument: of('assume-role-policy-document'),
        }),
      ),
    'aws iam update-role': () => iam.send(new UpdateRoleCommand({ ...role, MaxSessionDuration })),
    'aws iam update-assume-role-policy': () =>
      iam.send(new UpdateAssumeRolePolicyCommand({ ...role, PolicyDocument: of('policy-document') })),
    'aws iam put-role-policy': () =>
      iam.send(
        new PutRolePolicyCommand({ ...role, PolicyName: of('policy-name'), PolicyDocument: of('policy-document') }),
      ),
    'aws iot create-policy-version': () =>
      iot.send(
        new CreatePolicyVersionCommand({
          policyName: of('policy-name'),
          policyDocument: of('policy-document'),
          setAsDefault: words.includes('--set-as-default'),
        }),
      ),
  };
  await run[words.slice(0, 3).join(' ')]!();
}

it('a sound camera: each link between certificate and media holds', async () => {
  const findings = await examineAs();
  // Whether the camera has joined its channel, nobody can ask KVS.
  expect(findings.filter(({ outcome }) => outcome !== 'holds')).toMatchObject([
    { check: 'master', outcome: 'unknown' },
  ]);
  expect(findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining([
      'role alias',
      'policy on the alias',
      'trust',
      'session duration',
      'channel',
      'endpoints',
      'permissions on the channel',
      'stream',
      'tags of the channel',
      'tags of the stream',
      'permissions on the stream',
    ]),
  );
});

describe('what is broken is named, and what the fix says repairs it', () => {
  const channelOnly = [own('channel'), { ...own('stream'), Action: 'kinesisvideo:DescribeStream' }];
  const deviceStatements = async (): Promise<{ Action: string | string[] }[]> => {
    const { policyDocument: text = '' } = await iot.send(new GetPolicyCommand({ policyName }));
    return (JSON.parse(text) as { Statement: { Action: string | string[] }[] }).Statement;
  };
  const setDeviceStatements = (statements: object[]) =>
    iot.send(
      new CreatePolicyVersionCommand({ policyName, policyDocument: policyDocument(statements), setAsDefault: true }),
    );

  it.each<[string, string, string, () => Promise<unknown>]>([
    [
      'a role that trusts somebody else',
      'trust',
      "OwnRole doesn't allow sts:AssumeRole to credentials.iot.amazonaws.com",
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustIn('lambda.amazonaws.com') })),
    ],
    [
      'an alias that gives more time than its role allows',
      'session duration',
      'gives 7200 s, but OwnRole allows 3600 s at most',
      async () => {
        await useRole(roleArn, 7200);
        await iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 3600 }));
      },
    ],
    [
      'a role without the actions of a master',
      'permissions on the channel',
      "OwnRole doesn't let front-door do ConnectAsMaster, DescribeSignalingChannel, GetSignalingChannelEndpoint, GetIceServerConfig",
      () => allow([own('stream')]),
    ],
    [
      "a role for another camera's channel",
      'permissions on the channel',
      "OwnRole doesn't let front-door do ConnectAsMaster",
      async () => {
        await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'OwnChannel' })).catch(() => undefined);
        await allow([{ ...own('channel'), Resource: 'arn:aws:kinesisvideo:*:*:channel/porch/*' }, own('stream')]);
      },
    ],
    [
      'a role with one action on the stream alone',
      'permissions on the stream',
      "OwnRole doesn't let front-door do PutMedia, TagStream, GetDataEndpoint",
      () => allow(channelOnly),
    ],
    [
      'a camera policy without the alias',
      'policy on the alias',
      "doesn't allow iot:AssumeRoleWithCertificate on arn:aws:iot:us-east-1:000000000000:rolealias/lensgate-dev-camera",
      async () =>
        setDeviceStatements(
          (await deviceStatements()).filter(({ Action }) => Action !== 'iot:AssumeRoleWithCertificate'),
        ),
    ],
    [
      'a camera policy that denies the alias',
      'policy on the alias',
      'denies iot:AssumeRoleWithCertificate on',
      async () =>
        setDeviceStatements([...(await deviceStatements()), { Effect: 'Deny', Action: 'iot:Assume*', Resource: '*' }]),
    ],
  ])('%s', async (_, check, says, breakIt) => {
    await breakIt();
    const findings = await failing();
    expect(findings).toMatchObject([{ check, says: expect.stringContaining(says) }]);
    await carryOut(findings[0]!.fix!);
    expect(await failing()).toEqual([]);
  });

  it('a role that is gone: made again, then its permissions one by one', async () => {
    await deleteRole();
    const gone = await failing();
    expect(gone).toMatchObject([{ check: 'role', says: `there is no role ${roleArn}, which the alias names` }]);
    await carryOut(gone[0]!.fix!);
    const without = await failing();
    expect(without.map(({ check }) => check)).toEqual(['permissions on the channel', 'permissions on the stream']);
    for (const { fix } of without) await carryOut(fix!);
    expect(await failing()).toEqual([]);
  });

  it('a statement that denies: it is to be taken out, for no other could allow it', async () => {
    const deny = { Effect: 'Deny', Action: 'kinesisvideo:ConnectAsMaster', Resource: '*' };
    await allow([own('channel'), own('stream'), deny]);
    expect(await failing()).toMatchObject([
      {
        check: 'permissions on the channel',
        says: expect.stringMatching(/do ConnectAsMaster: a statement denies ConnectAsMaster$/),
        fix: expect.stringMatching(/^Take the Deny out of the policies of OwnRole: /),
      },
    ]);
    await allow([own('channel'), own('stream')]);
    expect(await failing()).toEqual([]);
  });
});

describe('a stream', () => {
  afterEach(() => {
    media = 'webrtc';
  });

  it('that no record names counts where the settings want one', async () => {
    const { StreamInfo } = await kvs.send(new DescribeStreamCommand({ StreamName: 'front-door' }));
    await recordStream(undefined);
    const checks = async () => (await examineAs()).map(({ check }) => check);
    expect(await checks()).not.toContain('stream');
    media = 'both';
    expect(await failing()).toEqual([]);
    expect(await checks()).toEqual(expect.arrayContaining(['stream', 'permissions on the stream']));
    await recordStream(StreamInfo!.StreamARN);
  });

  it('is all that the role is for where the settings say so', async () => {
    media = 'stream';
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'OwnChannel' })).catch(() => undefined);
    await allow([own('stream')]);
    expect(await failing()).toEqual([]);
    media = 'both';
    expect(await failing()).toMatchObject([{ check: 'permissions on the channel' }]);
    await allow([own('channel'), own('stream')]);
  });

  it('that is not the recorded one, that is gone, or that has a name of its own, is named', async () => {
    const current = 'found' in (await evidence()).stream;
    expect(current).toBe(true);
    await recordStream('arn:aws:kinesisvideo:us-east-1:000000000000:stream/front-door/1600000000000');
    expect(await failing()).toMatchObject([
      { check: 'stream', says: expect.stringContaining('stream/front-door/1600000000000, but the stream is arn:') },
    ]);
    await recordStream('arn:aws:kinesisvideo:us-east-1:000000000000:stream/nobody/1600000000000');
    expect(await failing()).toMatchObject([
      { check: 'stream', says: 'there is no stream nobody, though the record has it' },
    ]);
    await makeStream('garden');
    const other = await failing();
    expect(other.map(({ check }) => check)).toEqual(['stream', 'permissions on the stream']);
    expect(other[0]!.says).toBe("its name garden is neither the camera's nor the id of its certificate");
    const { StreamInfo } = await kvs.send(new DescribeStreamCommand({ StreamName: 'front-door' }));
    await recordStream(StreamInfo!.StreamARN);
    expect(await failing()).toEqual([]);
  });

  it('that is being deleted is not ACTIVE', async () => {
    const { StreamInfo } = await kvs.send(new DescribeStreamCommand({ StreamName: 'front-door' }));
    await kvs.send(new DeleteStreamCommand({ StreamARN: StreamInfo!.StreamARN }));
    expect((await failing())[0]).toMatchObject({ check: 'stream', says: 'front-door is DELETING, not ACTIVE' });
    await until(async () => {
      const stream = await kvs.send(new DescribeStreamCommand({ StreamName: 'front-door' })).catch(() => undefined);
      return stream === undefined ? true : undefined;
    });
    await recordStream(undefined);
    media = 'both';
    expect(await failing()).toMatchObject([
      {
        check: 'stream',
        says: 'the setting media is both, but front-door has no stream',
        fix: expect.stringMatching(/^aws stepfunctions start-execution /),
      },
    ]);
    await makeStream('front-door');
    expect(await failing()).toEqual([]);
  });
});

describe('tags', () => {
  const tagsOf = { 'lensgate:stage': 'dev', 'lensgate:serialNumber': 'SN-1' };
  const channelArn = async () =>
    (await kvs.send(new DescribeSignalingChannelCommand({ ChannelName: 'front-door' }))).ChannelInfo!.ChannelARN!;
  const streamArn = async () =>
    (await kvs.send(new DescribeStreamCommand({ StreamName: 'front-door' }))).StreamInfo!.StreamARN!;
  const tagChannel = async (tags: Record<string, string>) =>
    kvs.send(
      new TagResourceCommand({
        ResourceARN: await channelArn(),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );

  it('of a former certificate are named, on the channel and on the stream; what the fix says repairs them', async () => {
    const former = { 'lensgate:certificateId': 'f'.repeat(64) };
    await tagChannel(former);
    await kvs.send(new TagStreamCommand({ StreamARN: await streamArn(), Tags: former }));
    const says = `lensgate:certificateId is ${'f'.repeat(64)}, and the camera's is ${certificateId}`;
    expect(await failing()).toEqual([
      {
        check: 'tags of the channel',
        outcome: 'fails',
        says,
        fix: `aws kinesisvideo tag-resource --resource-arn ${await channelArn()} --tags Key=lensgate:certificateId,Value=${certificateId}`,
      },
      {
        check: 'tags of the stream',
        outcome: 'fails',
        says,
        fix: `aws kinesisvideo tag-stream --stream-arn ${await streamArn()} --tags lensgate:certificateId=${certificateId}`,
      },
    ]);
    await tagChannel({ 'lensgate:certificateId': certificateId });
    await kvs.send(
      new TagStreamCommand({ StreamARN: await streamArn(), Tags: { 'lensgate:certificateId': certificateId } }),
    );
    expect(await failing()).toEqual([]);
  });

  it('of another serial number or stage are a matter for a person; missing ones are not', async () => {
    await tagChannel({ 'lensgate:serialNumber': 'SN-2' });
    expect(await failing()).toMatchObject([
      { check: 'tags of the channel', fix: expect.stringMatching(/^Find out whose channel it is\./) },
    ]);
    await tagChannel({ ...tagsOf, 'lensgate:stage': 'prod' });
    expect(await failing()).toMatchObject([{ says: "lensgate:stage is prod, and the camera's is dev" }]);
    await kvs.send(
      new UntagResourceCommand({
        ResourceARN: await channelArn(),
        TagKeyList: [...Object.keys(tagsOf), 'lensgate:certificateId'],
      }),
    );
    expect(await failing()).toMatchObject([
      {
        says: expect.stringContaining('lensgate:serialNumber is missing'),
        fix: expect.stringContaining('tag-resource'),
      },
    ]);
    await tagChannel({ ...tagsOf, 'lensgate:certificateId': certificateId });
    expect(await failing()).toEqual([]);
  });
});

describe('what one may not look at is not broken', () => {
  const credentialsWithout = async (...actions: string[]) => {
    const AuditorRole = `Auditor-${actions.join('-').replaceAll(/[:*]/g, '.')}`;
    await iam.send(new CreateRoleCommand({ RoleName: AuditorRole, AssumeRolePolicyDocument: trust }));
    const PolicyDocument = policyDocument([
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: actions, Resource: '*' },
    ]);
    await iam.send(new PutRolePolicyCommand({ RoleName: AuditorRole, PolicyName: 'Looks', PolicyDocument }));
    const { accessKeyId, secretAccessKey, sessionToken } = lensgate.cloud.context.iam.assumeRole({
      roleArn: `arn:aws:iam::000000000000:role/${AuditorRole}`,
      by: lensgate.cloud.context.iam.operatorPrincipal,
      sessionName: 'auditor',
      durationSeconds: 900,
    }).credentials;
    return { accessKeyId, secretAccessKey, sessionToken };
  };

  it.each([
    'dynamodb:GetItem',
    'iot:DescribeThing',
    'iot:ListThingPrincipals',
    'iot:DescribeCertificate',
    'iot:DescribeCACertificate',
    'iot:ListAttachedPolicies',
    'iot:GetPolicy',
    'iot:DescribeRoleAlias',
    'states:DescribeExecution',
    'iam:GetRole',
    'iam:SimulatePrincipalPolicy',
    'kinesisvideo:DescribeSignalingChannel',
    'kinesisvideo:GetSignalingChannelEndpoint',
    'kinesisvideo:DescribeStream',
    'kinesisvideo:ListTagsForResource',
    'kinesisvideo:ListTagsForStream',
  ])('%s', async (action) => {
    const findings = await examineAs(await credentialsWithout(action));
    const [unseen, seen] = [true, false].map((not) =>
      findings.filter(({ outcome }) => (outcome === 'unknown') === not),
    );
    expect(seen!.filter(({ outcome }) => outcome === 'fails')).toEqual([]);
    expect(unseen!.map(({ says }) => says).join('\n')).toContain(`you lack the permission ${action} on `);
  });

  it('all of it', async () => {
    const findings = await examineAs(
      await credentialsWithout('dynamodb:*', 'iot:*', 'states:*', 'iam:*', 'kinesisvideo:*'),
    );
    expect(findings.filter(({ outcome }) => outcome !== 'unknown')).toEqual([]);
  });
});

it('without its alias: no credentials, and nothing of the role is guessed', async () => {
  await iot.send(new DeleteRoleAliasCommand({ roleAlias: alias }));
  const findings = await failing();
  expect(findings).toMatchObject([{ check: 'role alias', says: `there is no role alias ${alias}` }]);
  expect(findings[0]!.fix).toContain(`aws iot create-role-alias --role-alias ${alias} --role-arn `);
});
