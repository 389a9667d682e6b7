// Does the certificate get credentials? The role alias, the camera policy's word for it, the role and whom it trusts.
import type { Evidence } from './evidence.ts';
import { fails, holds, unknown, type Finding } from './finding.ts';
import { found, withoutAnswer } from './look.ts';
import { roleNameOf } from './role-evidence.ts';
import { effectOf, statementsOf, type PolicyStatement } from './statements.ts';

const provider = 'credentials.iot.amazonaws.com';
const useAlias = 'iot:AssumeRoleWithCertificate';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: provider }, Action: 'sts:AssumeRole' }],
});

export function checkRoleAlias(evidence: Evidence): Finding[] {
  const check = 'role alias';
  const unanswered = withoutAnswer(check, evidence.roleAlias);
  if (unanswered) return [unanswered];
  const alias = found(evidence.roleAlias);
  if (!alias) {
    return [
      fails(
        check,
        `there is no role alias ${evidence.roleAliasName}`,
        `aws iot create-role-alias --role-alias ${evidence.roleAliasName} --role-arn <ARN of the stack's CameraRole> --credential-duration-seconds <setting cameraCredentialsSeconds>`,
      ),
    ];
  }
  const { roleAlias: name, roleArn, credentialDurationSeconds } = alias;
  return [
    holds(check, `${name} gives ${roleArn} for ${credentialDurationSeconds} s`),
    checkPolicyOnAlias(evidence, alias.roleAliasArn ?? ''),
  ];
}

function checkPolicyOnAlias({ policyDocument, cameraPolicyName }: Evidence, aliasArn: string): Finding {
  const check = 'policy on the alias';
  const unanswered = withoutAnswer(check, policyDocument);
  if (unanswered) return unanswered;
  const document = found(policyDocument);
  if (document === undefined) {
    return fails(check, `the policy ${cameraPolicyName} is gone`, 'Delete the service stack and deploy it again.');
  }
  const statements = statementsOf(document);
  const effect = effectOf(statements, useAlias, aliasArn);
  if (effect === 'allow') return holds(check, `${cameraPolicyName} allows ${useAlias}`);
  if (effect === 'condition') return unknown(check, `${cameraPolicyName} allows ${useAlias} under a condition`);
  const allowing = { Effect: 'Allow', Action: useAlias, Resource: aliasArn };
  const kept = statements.filter((statement) => effectOf([statement], useAlias, aliasArn) !== 'deny');
  const repaired = JSON.stringify({ Version: '2012-10-17', Statement: [...kept, allowing] });
  return fails(
    check,
    `${cameraPolicyName} ${effect === 'deny' ? 'denies' : "doesn't allow"} ${useAlias} on ${aliasArn}`,
    `aws iot create-policy-version --policy-name ${cameraPolicyName} --set-as-default --policy-document '${repaired}'`,
  );
}

/** The role that the alias names: there, trusting the credentials provider, and lent for as long as the alias wants. */
export function checkRole({ roleAlias, role }: Evidence): Finding[] {
  const { roleAlias: aliasName, roleArn, credentialDurationSeconds: wanted = 0 } = found(roleAlias) ?? {};
  if (roleArn === undefined) return [];
  const check = 'role';
  const unanswered = withoutAnswer(check, role);
  if (unanswered) return [unanswered];
  const name = roleNameOf(roleArn);
  const { AssumeRolePolicyDocument = '{}', MaxSessionDuration = 3600 } = found(role) ?? {};
  if (!found(role)) {
    const path = roleArn.slice(roleArn.indexOf(':role/') + 5, -name.length);
    return [
      fails(
        check,
        `there is no role ${roleArn}, which the alias names`,
        `aws iam create-role --role-name ${name} --path ${path} --max-session-duration ${Math.max(wanted, 3600)} --assume-role-policy-document '${trust}'`,
      ),
    ];
  }
  return [
    checkTrust(name, statementsOf(decodeURIComponent(AssumeRolePolicyDocument))),
    wanted <= MaxSessionDuration
      ? holds('session duration', `${name} allows ${MaxSessionDuration} s, ${aliasName} gives ${wanted} s`)
      : fails(
          'session duration',
          `${aliasName} gives ${wanted} s, but ${name} allows ${MaxSessionDuration} s at most`,
          `aws iam update-role --role-name ${name} --max-session-duration ${wanted}`,
        ),
  ];
}

function checkTrust(name: string, statements: readonly PolicyStatement[]): Finding {
  const check = 'trust';
  const named = statements.filter(({ Principal }) => [Principal?.Service ?? []].flat().includes(provider));
  const effect = effectOf(named, 'sts:AssumeRole');
  if (effect === 'allow') return holds(check, `${name} trusts ${provider}`);
  if (effect === 'condition') {
    return unknown(check, `${name} trusts ${provider} under a condition; the camera's own request tells`);
  }
  return fails(
    check,
    `${name} ${effect === 'deny' ? 'denies' : "doesn't allow"} sts:AssumeRole to ${provider}`,
    `aws iam update-assume-role-policy --role-name ${name} --policy-document '${trust}'`,
  );
}
