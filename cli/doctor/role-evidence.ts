// What the camera's certificate gets it: the alias, its role, and what the role's policies say to the calls a camera makes.
import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand, type Role } from '@aws-sdk/client-iam';
import { DescribeRoleAliasCommand, type IoTClient, type RoleAliasDescription } from '@aws-sdk/client-iot';
import type { ClientConfig } from '../target.ts';
import { found, look, type Looked } from './look.ts';

/** What the master of a signaling channel calls. [AWS's WebRTC SDK in C: IAM permissions of a master] */
export const channelActions: readonly string[] = [
  'kinesisvideo:ConnectAsMaster',
  'kinesisvideo:DescribeSignalingChannel',
  'kinesisvideo:GetSignalingChannelEndpoint',
  'kinesisvideo:GetIceServerConfig',
];
/** What a producer of a stream calls. [KVS: controlling access to Kinesis Video Streams resources using AWS IoT] */
export const streamActions: readonly string[] = [
  'kinesisvideo:DescribeStream',
  'kinesisvideo:PutMedia',
  'kinesisvideo:TagStream',
  'kinesisvideo:GetDataEndpoint',
];

export interface RefusedAction {
  readonly action: string;
  /** Denied by a statement, not just allowed by none. */
  readonly explicitly: boolean;
  /** Of the statements that decided, where IAM tells. */
  readonly policies: readonly string[];
}

export interface RoleEvidence {
  /** Undefined for a stack of an older release. */
  readonly roleAliasName: string | undefined;
  readonly roleAlias: Looked<RoleAliasDescription>;
  readonly role: Looked<Role>;
  /** Of the channel's actions, those that the role's credentials can't do for this camera. */
  readonly refusedOnChannel: Looked<readonly RefusedAction[]>;
  readonly refusedOnStream: Looked<readonly RefusedAction[]>;
}

/** Whose credentials they would be: the values of `credentials-iot:…` variables. */
export interface Bearer {
  readonly thingName: string;
  readonly thingTypeName: string | undefined;
  readonly certificateId: string | undefined;
  /** Of its channel and stream. */
  readonly tags: Readonly<Record<string, string>>;
}

export async function gatherRoleEvidence(
  client: ClientConfig,
  iot: IoTClient,
  roleAliasName: string | undefined,
  bearer: Bearer,
  arns: { readonly channel: string | undefined; readonly stream: string | undefined },
): Promise<RoleEvidence> {
  const roleAlias: Looked<RoleAliasDescription> =
    roleAliasName === undefined
      ? { unasked: 'the stack has no output CameraRoleAliasName; deploy a newer release' }
      : await look(
          'iot:DescribeRoleAlias',
          async () => (await iot.send(new DescribeRoleAliasCommand({ roleAlias: roleAliasName }))).roleAliasDescription,
        );
  const roleArn = found(roleAlias)?.roleArn;
  const iam = new IAMClient(client);
  const unasked = { unasked: 'which role the camera gets is not known' };
  const simulated = (actions: readonly string[], arn: string | undefined, resource: string) => {
    if (roleArn === undefined) return unasked;
    if (arn === undefined) return { unasked: `there is no ${resource} to ask it for` };
    return look('iam:SimulatePrincipalPolicy', () => refusedActions(iam, roleArn, actions, arn, bearer));
  };
  const [role, refusedOnChannel, refusedOnStream] = await Promise.all([
    roleArn === undefined
      ? unasked
      : look('iam:GetRole', async () => (await iam.send(new GetRoleCommand({ RoleName: roleNameOf(roleArn) }))).Role),
    simulated(channelActions, arns.channel, 'channel'),
    simulated(streamActions, arns.stream, 'stream'),
  ]);
  return { roleAliasName, roleAlias, role, refusedOnChannel, refusedOnStream };
}

/** `arn:aws:iam::000000000000:role/some/path/name` → `name` */
export function roleNameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

async function refusedActions(
  iam: IAMClient,
  roleArn: string,
  actions: readonly string[],
  resourceArn: string,
  { thingName, thingTypeName, certificateId, tags }: Bearer,
): Promise<RefusedAction[]> {
  const context = {
    'credentials-iot:ThingName': thingName,
    'credentials-iot:ThingTypeName': thingTypeName,
    'credentials-iot:AwsCertificateId': certificateId,
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    // An ordinary one, for TagStream: the simulation asks AWS neither for tags nor for what a request would hold.
    'aws:TagKeys': 'room',
  };
  const { EvaluationResults = [] } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: roleArn,
      ActionNames: [...actions],
      ResourceArns: [resourceArn],
      ContextEntries: Object.entries(context).flatMap(([ContextKeyName, value]) =>
        value === undefined
          ? []
          : [
              {
                ContextKeyName,
                ContextKeyValues: [value],
                ContextKeyType: ContextKeyName === 'aws:TagKeys' ? ('stringList' as const) : ('string' as const),
              },
            ],
      ),
    }),
  );
  return EvaluationResults.flatMap(({ EvalActionName = '', EvalDecision, MatchedStatements = [] }) =>
    EvalDecision === 'allowed'
      ? []
      : [
          {
            action: EvalActionName,
            explicitly: EvalDecision === 'explicitDeny',
            policies: MatchedStatements.flatMap(({ SourcePolicyId }) => SourcePolicyId ?? []),
          },
        ],
  );
}
