// The only way a role gets a permission here: listed actions on listed resources, and a reason wherever a name cannot be exact.
import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';

export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why a resource holds a `*`. Without it, cdk-nag stops the synthesis. */
  readonly wildcardReason?: string;
  readonly conditions?: Conditions;
}

/** By operator and condition key; all of them must hold. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Adds one statement to the role, and files the reason for each wildcard with cdk-nag: one finding, one reason. */
export function grant(role: Role, permission: Permission): void {
  const { actions, resources, conditions } = permission;
  role.addToPolicy(
    new PolicyStatement({
      actions: [...actions],
      resources: [...resources],
      ...(conditions && { conditions: { ...conditions } }),
    }),
  );
  if (permission.wildcardReason === undefined) return;
  for (const resource of permission.resources) {
    const name = flattenCfnReference(Stack.of(role).resolve(resource));
    if (name.includes('*')) acknowledgeWildcard(role, name, permission.wildcardReason);
  }
}

/** Actions that AWS offers on every resource or on none, with the reason for adding them to a role. */
export const accountWideActions: Readonly<Record<string, string>> = {
  'iot:CreateCertificateFromCsr': 'A certificate that is yet to be made has no name',
  'xray:PutTraceSegments': 'X-Ray has no resource to name when segments are written',
  'xray:PutTelemetryRecords': 'X-Ray has no resource to name when telemetry is written',
  'xray:GetSamplingRules': "Step Functions asks for the account's sampling rules, which have no resource to name",
  'xray:GetSamplingTargets': "Step Functions asks for the account's sampling targets, which have no resource to name",
  'logs:CreateLogDelivery': 'Step Functions sets up its log delivery, which has no resource to name',
  'logs:GetLogDelivery': 'Step Functions sets up its log delivery, which has no resource to name',
  'logs:UpdateLogDelivery': 'Step Functions sets up its log delivery, which has no resource to name',
  'logs:DeleteLogDelivery': 'Step Functions sets up its log delivery, which has no resource to name',
  'logs:ListLogDeliveries': 'Step Functions sets up its log delivery, which has no resource to name',
  'logs:PutResourcePolicy': "CloudWatch Logs' resource policies belong to the account and have no resource to name",
  'logs:DescribeResourcePolicies':
    "CloudWatch Logs' resource policies belong to the account and have no resource to name",
  'iot:ListThings': 'the fleet is listed, and a list cannot be narrowed',
  'iot:ListCertificatesByCA': 'the fleet is listed, and a list cannot be narrowed',
  'kinesisvideo:ListSignalingChannels': 'the fleet is listed, and a list cannot be narrowed',
  'kinesisvideo:ListStreams': 'the fleet is listed, and a list cannot be narrowed',
  'logs:DescribeLogGroups': 'Step Functions lists log groups to check its own, and a list cannot be narrowed',
};

/** Accepts the one `*` resource that tracing (and a state machine's log delivery) needs on this role. */
export function acknowledgeAccountWideActions(role: Role, reason: string): void {
  acknowledgeWildcard(role, '*', reason);
}

function acknowledgeWildcard(role: Role, resource: string, reason: string): void {
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
}
