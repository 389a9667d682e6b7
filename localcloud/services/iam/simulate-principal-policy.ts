// What a role's policies would say to a call, without making it. [IAM: SimulatePrincipalPolicy]
import type { EvaluationResult, PolicyEvaluationDecisionType, ResourceSpecificResult } from '@aws-sdk/client-iam';
import { AwsError } from '../../core/aws-error.ts';
import type { InputOf } from '../../core/aws-model.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Operations } from '../../core/operation.ts';
import { evaluate, type Verdict } from '../../access/authorize.ts';
import { contextValue, type RequestContext } from '../../access/patterns.ts';
import { many, type PolicyDocument } from '../../access/policy.ts';
import { actionNames, member } from './members.ts';
import { parsePolicy } from './policy-text.ts';

const decisions: Readonly<Record<Verdict, PolicyEvaluationDecisionType>> = {
  allow: 'allowed',
  'implicit deny': 'implicitDeny',
  'explicit deny': 'explicitDeny',
};
/** From the most restrictive on. */
const severity: readonly PolicyEvaluationDecisionType[] = ['explicitDeny', 'implicitDeny', 'allowed'];

const notImitated = [
  'PermissionsBoundaryPolicyInputList',
  'PolicyExclusionList',
  'ResourcePolicy',
  'ResourceOwner',
  'CallerArn',
  'ResourceHandlingOption',
] as const;

/** One result per action, with one per resource in it; which statements matched is left out. */
export function simulatePrincipalPolicy(cloud: CloudContext): Operations<'iam'> {
  return {
    SimulatePrincipalPolicy: {
      permissions: ({ PolicySourceArn }) => ({
        action: 'iam:SimulatePrincipalPolicy',
        resource: PolicySourceArn ?? '',
      }),
      async handle(input) {
        for (const name of notImitated) {
          if (input[name] !== undefined) throw unimitated(name);
        }
        const role = cloud.iam.role(member('policySourceArn', input.PolicySourceArn));
        if (!role) {
          throw new AwsError('NoSuchEntityException', `The entity ${input.PolicySourceArn} cannot be found.`);
        }
        const policies = [...role.policies, ...(input.PolicyInputList ?? []).map(parsePolicy)];
        const context = { 'aws:PrincipalArn': role.arn, ...contextOf(input) };
        const missing = keysOf(policies).filter((key) => contextValue(context, key) === undefined);
        const resources = input.ResourceArns ?? [];
        const evaluateOn = (action: string, resource: string): PolicyEvaluationDecisionType =>
          decisions[evaluate(policies, { action, resource, context })];

        const results = actionNames(input.ActionNames).map((EvalActionName): EvaluationResult => {
          if (resources.length === 0) {
            const EvalDecision = evaluateOn(EvalActionName, '*');
            return { EvalActionName, EvalResourceName: '*', EvalDecision, MissingContextValues: missing };
          }
          const ResourceSpecificResults = resources.map((resource): ResourceSpecificResult => {
            const EvalResourceDecision = evaluateOn(EvalActionName, resource);
            return { EvalResourceName: resource, EvalResourceDecision, MissingContextValues: missing };
          });
          const EvalDecision = severity.find((decision) =>
            ResourceSpecificResults.some(({ EvalResourceDecision }) => EvalResourceDecision === decision),
          );
          return { EvalActionName, EvalResourceName: '*', EvalDecision, ResourceSpecificResults };
        });
        const { MaxItems = 100, Marker = '0' } = input;
        const end = Number(Marker) + MaxItems;
        const more = end < results.length;
        return {
          EvaluationResults: results.slice(Number(Marker), end),
          IsTruncated: more,
          ...(more && { Marker: String(end) }),
        };
      },
    },
  };
}

function contextOf({ ContextEntries = [] }: InputOf<'iam', 'SimulatePrincipalPolicy'>): RequestContext {
  return Object.fromEntries(
    ContextEntries.map(({ ContextKeyName, ContextKeyValues = [] }) => {
      const [first = [], ...more] = ContextKeyValues;
      return [member('contextKeyName', ContextKeyName), more.length > 0 ? ContextKeyValues : first];
    }),
  );
}

/** Keys that the policies ask for, as variables or in conditions. */
function keysOf(policies: readonly PolicyDocument[]): string[] {
  const keys = policies
    .flatMap(({ Statement }) => many(Statement))
    .flatMap((statement) => [
      ...Object.values(statement.Condition ?? {}).flatMap(Object.keys),
      ...[...JSON.stringify(statement).matchAll(/\$\{\s*([\w:/.-]{2,})\s*\}/g)].map(([, key]) => key!),
    ]);
  return [...new Set(keys)].sort();
}

function unimitated(what: string): AwsError {
  return new AwsError('NotImplementedException', `The local cloud does not imitate ${what} in policy simulations.`, {
    statusCode: 501,
  });
}
