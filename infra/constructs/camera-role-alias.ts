// What a camera gets for its certificate: credentials of one role, which reach the channel and the stream of that camera and no other.
import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRoleAlias } from 'aws-cdk-lib/aws-iot';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { type Permission, grant } from './grant.ts';
import { isCurrentCertificates, ofStage, withoutOurTags } from './tag-conditions.ts';

/** IAM takes no maximum below this. [IAM CreateRole: MaxSessionDuration] */
const smallestMaxSessionSeconds = 3_600;

/** Creates `CameraRole` and `CameraRoleAlias`, the name under which the AWS IoT credentials provider hands out the role. */
export function createCameraRoleAlias(scope: Construct, settings: Settings): CfnRoleAlias {
  const { stage, cameraCredentialsSeconds } = settings;
  const role = new Role(scope, 'CameraRole', {
    assumedBy: new ServicePrincipal('credentials.iot.amazonaws.com'),
    description: `Lensgate ${stage}: what a camera may do with its own channel and stream`,
    // Credentials that outlive the role's longest session are refused; so the one follows from the other.
    maxSessionDuration: Duration.seconds(Math.max(smallestMaxSessionSeconds, cameraCredentialsSeconds)),
  });
  for (const permission of cameraPermissions(scope, settings)) grant(role, permission);

  return new CfnRoleAlias(scope, 'CameraRoleAlias', {
    // Firmware carries this name: it survives a stack that is deleted and deployed again.
    roleAlias: `lensgate-${stage}-camera`,
    roleArn: role.roleArn,
    credentialDurationSeconds: cameraCredentialsSeconds,
  });
}

/**
 * The variables come from the credentials provider: the thing only for a camera that names its thing in the request, the
 * certificate always. One without a value matches nothing. [AWS IoT: authorizing direct calls to AWS services]
 * Credentials outlive the withdrawal of their certificate, so what they reach must be tagged with that certificate: those of a former
 * one are dead once the tag is changed over.
 */
function cameraPermissions(scope: Construct, { stage, media, streamName }: Settings): Permission[] {
  const arn = (resource: string) => Stack.of(scope).formatArn({ service: 'kinesisvideo', resource });
  const wildcardReason = "A channel's and a stream's ARN ends with the time at which it was created.";
  const conditions = { StringEquals: { ...ofStage(stage), ...isCurrentCertificates } };
  const channel: Permission = {
    actions: [
      'kinesisvideo:ConnectAsMaster',
      'kinesisvideo:DescribeSignalingChannel',
      'kinesisvideo:GetSignalingChannelEndpoint',
      'kinesisvideo:GetIceServerConfig',
    ],
    resources: [arn('channel/${credentials-iot:ThingName}/*')],
    conditions,
    wildcardReason,
  };
  const owner = { thing: '${credentials-iot:ThingName}', certificate: '${credentials-iot:AwsCertificateId}' }[
    streamName
  ];
  const stream: Permission = {
    actions: ['kinesisvideo:DescribeStream', 'kinesisvideo:PutMedia', 'kinesisvideo:GetDataEndpoint'],
    resources: [arn(`stream/${owner}/*`)],
    conditions,
    wildcardReason,
  };
  const tags: Permission = {
    ...stream,
    actions: ['kinesisvideo:TagStream'],
    conditions: withoutOurTags(conditions),
  };
  return { webrtc: [channel], stream: [stream, tags], both: [channel, stream, tags] }[media];
}
