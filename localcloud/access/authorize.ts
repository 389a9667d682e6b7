// Whether a caller is allowed to do something: IAM's evaluation of identity and resource policies. [IAM: policy evaluation logic]
import { AwsError } from '../core/aws-error.ts';
import type { Principal } from '../core/principal.ts';
import type { Permission } from '../core/operation.ts';
import { conditionsHold } from './conditions.ts';
import { many, type PolicyDocument, type PolicyStatement } from './policy.ts';
import { matchesPattern, type RequestContext } from './patterns.ts';

export type Verdict = 'allow' | 'explicit deny' | 'implicit deny';

export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

/** Throws AccessDeniedException (403; `errorName` where a service has another) in AWS's words unless the caller may do what the permission says. */
export function authorize(principal: Principal, permission: Permission, errorName = 'AccessDeniedException'): void {
  if (principal.kind === 'operator') return;
  const question: Question = {
    action: permission.action,
    resource: permission.resource,
    context: { 'aws:PrincipalArn': principal.roleArn ?? principal.arn, ...principal.context, ...permission.context },
  };
  const identity = evaluate(principal.policies, question);
  const resource = evaluate(permission.resourcePolicies ?? [], question, principal);
  if (identity === 'explicit deny' || resource === 'explicit deny')
    throw denied(errorName, principal, permission, 'with an explicit deny in a policy');
  if (identity === 'allow' || resource === 'allow') return;
  const [service] = permission.action.split(':');
  const kind = principal.kind === 'service' ? 'resource-based' : 'identity-based';
  throw denied(
    errorName,
    principal,
    permission,
    `because no ${kind} policy allows the ${service}:${permission.action.split(':')[1]} action`,
  );
}

/** What the policies say. With a `caller` they are resource policies, and a statement must name that caller. */
export function evaluate(policies: readonly PolicyDocument[], question: Question, caller?: Principal): Verdict {
  const matching = policies
    .flatMap(({ Statement }) => many(Statement))
    .filter((statement) => (!caller || namesCaller(statement, caller)) && covers(statement, question));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return matching.length > 0 ? 'allow' : 'implicit deny';
}

function covers(statement: PolicyStatement, { action, resource, context }: Question): boolean {
  const actions = (patterns: string[]): boolean =>
    patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));
  const resources = (patterns: string[]): boolean =>
    patterns.some((pattern) => matchesPattern(pattern, resource, context));
  const actionCovered =
    statement.Action !== undefined ? actions(many(statement.Action)) : !actions(many(statement.NotAction));
  const resourceCovered =
    statement.Resource !== undefined
      ? resources(many(statement.Resource))
      : statement.NotResource === undefined || !resources(many(statement.NotResource));
  return actionCovered && resourceCovered && conditionsHold(statement.Condition, context);
}

function namesCaller({ Principal: named }: PolicyStatement, caller: Principal): boolean {
  if (named === undefined) return false;
  if (named === '*') return true;
  const services = many(named['Service']);
  if (caller.kind === 'service') return services.includes(caller.arn);
  const names = [caller.arn, caller.roleArn, caller.accountId, `arn:aws:iam::${caller.accountId}:root`];
  return many(named['AWS']).some((name) => name === '*' || names.includes(name));
}

function denied(name: string, principal: Principal, { action, resource }: Permission, reason: string): AwsError {
  return new AwsError(
    name,
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    { statusCode: 403 },
  );
}
