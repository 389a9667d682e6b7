// What a camera gets for its certificate: credentials of one role, for its own channel and its own stream and nothing else.
import { describe, expect, it } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SettingsError, type Settings } from '../../infra/settings.ts';
import { allowedTo } from './role-permissions.ts';
import { logicalIdOf, onlyPropertiesOf, resourcesOf, synthesized } from './synthesized.ts';

const here = 'arn:<AWS::Partition>:kinesisvideo:<AWS::Region>:<AWS::AccountId>';

// [AWS's WebRTC SDK in C: what its master needs]
const channel = [
  'kinesisvideo:ConnectAsMaster',
  'kinesisvideo:DescribeSignalingChannel',
  'kinesisvideo:GetIceServerConfig',
  'kinesisvideo:GetSignalingChannelEndpoint',
].map((action) => ({ action, resource: `${here}:channel/\${credentials-iot:ThingName}/*` }));

// [KVS: controlling access with AWS IoT]
const streamOf = (variable: string) =>
  [
    'kinesisvideo:DescribeStream',
    'kinesisvideo:GetDataEndpoint',
    'kinesisvideo:PutMedia',
    'kinesisvideo:TagStream',
  ].map((action) => ({ action, resource: `${here}:stream/\${credentials-iot:${variable}}/*` }));

const cameraRoleOf = ({ service }: ReturnType<typeof synthesized>) => {
  const id = logicalIdOf(service, 'AWS::IAM::Role', 'CamerasCameraRole');
  return { id, properties: resourcesOf(service, 'AWS::IAM::Role')[id]!.Properties };
};

describe('CameraRole', () => {
  it.each<[Pick<Settings, 'media' | 'streamName'>, object[]]>([
    [{ media: 'webrtc', streamName: 'thing' }, channel],
    [{ media: 'webrtc', streamName: 'certificate' }, channel],
    [{ media: 'stream', streamName: 'thing' }, streamOf('ThingName')],
    [{ media: 'stream', streamName: 'certificate' }, streamOf('AwsCertificateId')],
    [{ media: 'both', streamName: 'thing' }, [...channel, ...streamOf('ThingName')]],
    [{ media: 'both', streamName: 'certificate' }, [...channel, ...streamOf('AwsCertificateId')]],
  ])('with %j allows exactly what such a camera calls, on what is its own', (settings, expected) => {
    const made = synthesized('prod', settings);
    const allowed = allowedTo(made.service, cameraRoleOf(made).id);
    expect(allowed.sort((a, b) => (a.action < b.action ? -1 : 1))).toEqual(
      [...(expected as typeof channel)].sort((a, b) => (a.action < b.action ? -1 : 1)),
    );
    expect(new AwsSolutionsChecks().validateScope(made.app).violations).toEqual([]);
  });

  it('is handed out by the AWS IoT credentials provider and by nobody else', () => {
    expect(cameraRoleOf(synthesized('prod')).properties.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'credentials.iot.amazonaws.com' } },
      ],
    });
  });

  // [IAM: a role's longest session is at least an hour]
  it.each([
    [900, 3_600],
    [3_600, 3_600],
    [7_200, 7_200],
    [43_200, 43_200],
  ])('allows sessions as long as credentials of %i seconds need', (cameraCredentialsSeconds, longest) => {
    const made = synthesized('dev', { cameraCredentialsSeconds });
    expect(cameraRoleOf(made).properties.MaxSessionDuration).toBe(longest);
    expect(onlyPropertiesOf(made.service, 'AWS::IoT::RoleAlias')).toMatchObject({
      CredentialDurationSeconds: cameraCredentialsSeconds,
    });
  });
});

describe('CameraRoleAlias', () => {
  const { service } = synthesized('prod');
  const alias = logicalIdOf(service, 'AWS::IoT::RoleAlias', 'CameraRoleAlias');

  it('names the role, under a name that stays when the stack is deployed anew', () => {
    expect(onlyPropertiesOf(service, 'AWS::IoT::RoleAlias')).toMatchObject({
      RoleAlias: 'lensgate-prod-camera',
      RoleArn: { 'Fn::GetAtt': [logicalIdOf(service, 'AWS::IAM::Role', 'CamerasCameraRole'), 'Arn'] },
    });
    expect(service.findOutputs('CameraRoleAliasName').CameraRoleAliasName).toMatchObject({ Value: { Ref: alias } });
  });

  it("is the only one that a camera's certificate may use", () => {
    const { PolicyDocument } = onlyPropertiesOf<{
      PolicyDocument: { Statement: { Action: string | string[] }[] };
    }>(service, 'AWS::IoT::Policy');
    expect(PolicyDocument.Statement.filter(({ Action }) => [Action].flat().some((one) => /Role/.test(one)))).toEqual([
      {
        Effect: 'Allow',
        Action: 'iot:AssumeRoleWithCertificate',
        Resource: { 'Fn::GetAtt': [alias, 'RoleAliasArn'] },
      },
    ]);
  });
});

describe('settings that AWS would refuse, or that make no sense', () => {
  it.each<[Partial<Settings>, string]>([
    [{ cameraCredentialsSeconds: 899 }, 'cameraCredentialsSeconds of stage dev is 899'],
    [{ cameraCredentialsSeconds: 43_201 }, 'cameraCredentialsSeconds of stage dev is 43201'],
    [{ cameraCredentialsSeconds: 3600.5 }, 'cameraCredentialsSeconds of stage dev is 3600.5'],
    [{ streamRetentionHours: 0 }, 'streamRetentionHours of stage dev is 0'],
    [{ streamRetentionHours: 87_601 }, 'streamRetentionHours of stage dev is 87601'],
    [{ historyDays: 0 }, 'historyDays of stage dev is 0'],
    [{ historyDays: 0.5 }, 'historyDays of stage dev is 0.5'],
  ])('%j stops the synthesis with one sentence', (changes, beginning) => {
    const synthesize = () => synthesized('dev', changes);
    expect(synthesize).toThrow(SettingsError);
    expect(synthesize).toThrow(
      new RegExp(`^The setting ${beginning}, and must be a whole number from \\d+ to \\d+: correct it in \\S+\\.$`),
    );
  });
});
