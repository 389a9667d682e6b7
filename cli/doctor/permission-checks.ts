// May the camera do with its credentials what cameras do? IAM's own simulation of the role, asked as this camera.
import type { Evidence } from './evidence.ts';
import { fails, holds, unknown, type Finding } from './finding.ts';
import { found, withoutAnswer, type Looked } from './look.ts';
import { channelActions, roleNameOf, streamActions, type RefusedAction } from './role-evidence.ts';

/** Nothing where the settings give a camera's role the stream alone. */
export function checkChannelPermissions(evidence: Evidence): Finding[] {
  if (evidence.cameraMedia === 'stream') return [];
  const arn = found(evidence.channel)?.ChannelARN ?? '';
  const grant = {
    policyName: 'OwnChannel',
    actions: channelActions,
    resource: owned(arn, 'credentials-iot:ThingName'),
  };
  return [checkActions('permissions on the channel', evidence, evidence.refusedOnChannel, grant)];
}

/** Nothing for a camera without a stream. */
export function checkStreamPermissions(evidence: Evidence): Finding[] {
  const { StreamARN, StreamName } = found(evidence.stream) ?? {};
  if (StreamARN === undefined) return [];
  const byCertificate = StreamName === evidence.certificateId;
  const variable = byCertificate ? 'credentials-iot:AwsCertificateId' : 'credentials-iot:ThingName';
  const grant = { policyName: 'OwnStream', actions: streamActions, resource: owned(StreamARN, variable) };
  return [checkActions('permissions on the stream', evidence, evidence.refusedOnStream, grant)];
}

interface Grant {
  readonly policyName: string;
  readonly actions: readonly string[];
  readonly resource: string;
}

function checkActions(
  check: string,
  { cameraName, roleAlias, role }: Evidence,
  looked: Looked<readonly RefusedAction[]>,
  { policyName, actions, resource }: Grant,
): Finding {
  const roleName = roleNameOf(found(roleAlias)?.roleArn ?? '');
  if ('missing' in role || 'missing' in looked) {
    return unknown(check, 'there is no role');
  }
  const unanswered = withoutAnswer(check, looked);
  if (unanswered) return unanswered;
  const refused = found(looked) ?? [];
  if (refused.length === 0) return holds(check, `${roleName} lets ${cameraName} do ${namesOf(actions)}`);
  const denied = refused.filter(({ explicitly }) => explicitly);
  const says = `${roleName} doesn't let ${cameraName} do ${namesOf(refused.map(({ action }) => action))}`;
  if (denied.length > 0) {
    const policies = [...new Set(denied.flatMap(({ policies }) => policies))];
    return fails(
      check,
      `${says}: a statement denies ${namesOf(denied.map(({ action }) => action))}`,
      policies.length > 0
        ? `Take the Deny out of the policy ${policies.join(', ')} of ${roleName}.`
        : `Take the Deny out of the policies of ${roleName}: aws iam list-role-policies --role-name ${roleName}`,
    );
  }
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: actions,
        Resource: resource,
        Condition: {
          StringEquals: { 'aws:ResourceTag/lensgate:certificateId': '${credentials-iot:AwsCertificateId}' },
          // Absent but for TagStream: a camera must not write what permissions go by.
          'ForAllValues:StringNotLike': { 'aws:TagKeys': 'lensgate:*' },
        },
      },
    ],
  });
  return fails(
    check,
    says,
    `aws iam put-role-policy --role-name ${roleName} --policy-name ${policyName} --policy-document '${document}'`,
  );
}

const namesOf = (actions: readonly string[]): string =>
  actions.map((action) => action.replace('kinesisvideo:', '')).join(', ');

// `arn:…:channel/front-door/1600000000000` → `arn:…:channel/${credentials-iot:ThingName}/*`
function owned(arn: string, variable: string): string {
  return `${arn.split('/')[0]}/\${${variable}}/*`;
}
