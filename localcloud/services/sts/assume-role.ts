// AssumeRole: temporary credentials of a role, for those whom its trust policy names.
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Operations } from '../../core/operation.ts';
import type { Principal } from '../../core/principal.ts';
import { many, type PolicyDocument } from '../../access/policy.ts';

const shortestSessionSeconds = 900;
const defaultSessionSeconds = 3600;

export function assumeRole(cloud: CloudContext): Operations<'sts'> {
  return {
    AssumeRole: {
      permissions: ({ RoleArn }, { principal }) => ({
        action: 'sts:AssumeRole',
        resource: RoleArn ?? '',
        resourcePolicies: [statementsNaming(cloud.iam.role(RoleArn ?? '')?.trust, principal)],
      }),
      async handle(input, { principal }) {
        const { RoleArn, RoleSessionName, DurationSeconds = defaultSessionSeconds, ExternalId } = input;
        if (!RoleArn || RoleArn.length < 20)
          throw invalid('roleArn', RoleArn, 'Member must have length greater than or equal to 20');
        if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName ?? ''))
          throw invalid(
            'roleSessionName',
            RoleSessionName,
            'Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}',
          );
        for (const member of ['Policy', 'PolicyArns', 'Tags', 'SerialNumber', 'SourceIdentity'] as const) {
          if (input[member] !== undefined)
            throw new AwsError(
              'NotImplementedException',
              `The local cloud does not imitate ${member} in sts:AssumeRole.`,
              {
                statusCode: 501,
              },
            );
        }
        const by: Principal = ExternalId
          ? { ...principal, context: { ...principal.context, 'sts:ExternalId': ExternalId } }
          : principal;
        refuseDuration(DurationSeconds, cloud.iam.role(RoleArn)?.maxSessionSeconds, principal);
        const session = cloud.iam.assumeRole({
          roleArn: RoleArn,
          by,
          sessionName: RoleSessionName!,
          durationSeconds: DurationSeconds,
        });
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = session.credentials;
        return {
          Credentials: {
            AccessKeyId: accessKeyId,
            SecretAccessKey: secretAccessKey,
            SessionToken: sessionToken,
            Expiration: new Date(expiration),
          },
          AssumedRoleUser: {
            AssumedRoleId: session.principal.context['aws:userid'],
            Arn: session.principal.arn,
          },
        };
      },
    },
  };
}

// A trust policy that names the account (`:root`) only delegates: the caller's own policies must allow the call as well.
// One that names the caller's role is enough by itself. [IAM: policy evaluation logic, same account]
function statementsNaming(trust: PolicyDocument | undefined, caller: Principal): PolicyDocument {
  const statements = many(trust?.Statement).filter(
    ({ Effect, Principal: named }) =>
      Effect === 'Deny' ||
      (typeof named === 'object' && many(named['AWS']).some((name) => [caller.arn, caller.roleArn].includes(name))),
  );
  return { Statement: statements };
}

function refuseDuration(seconds: number, maxSessionSeconds: number | undefined, caller: Principal): void {
  if (seconds < shortestSessionSeconds)
    throw invalid(
      'durationSeconds',
      seconds,
      `Member must have value greater than or equal to ${shortestSessionSeconds}`,
    );
  // [STS: role chaining limits a session to one hour]
  if (caller.kind === 'role' && seconds > 3600)
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      { statusCode: 400 },
    );
  if (maxSessionSeconds !== undefined && seconds > maxSessionSeconds)
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      { statusCode: 400 },
    );
}

function invalid(member: string, value: string | number | undefined, rule: string): AwsError {
  const given = value === undefined ? 'null' : String(value);
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${given}' at '${member}' failed to satisfy constraint: ${rule}`,
    { statusCode: 400 },
  );
}
