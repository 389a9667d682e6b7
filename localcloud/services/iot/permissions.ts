// Which permission each operation asks for, on which resource. [Service Authorization Reference: AWS IoT]
import type { OperationName } from '../../core/aws-model.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Permission } from '../../core/operation.ts';
import type { OneOrMany } from '../../access/policy.ts';

interface AnyInput {
  readonly [member: string]: unknown;
}
type ResourceOf = (input: AnyInput) => string | { arn: string };

const named =
  (type: string, member: string): ResourceOf =>
  (input) =>
    `${type}/${String(input[member])}`;
const thing = named('thing', 'thingName');
const thingType = named('thingtype', 'thingTypeName');
const certificate = named('cert', 'certificateId');
const caCertificate = named('cacert', 'certificateId');
const policy = named('policy', 'policyName');
const rule = named('rule', 'ruleName');
const roleAlias = named('rolealias', 'roleAlias');
// The certificate that a policy or a thing is attached to: its ARN is a member of the input.
const target: ResourceOf = (input) => ({ arn: String(input['target']) });
const principal: ResourceOf = (input) => ({ arn: String(input['principal']) });
// Operations for which AWS knows no resource types: only `*` allows them.
const any: ResourceOf = () => ({ arn: '*' });

/** The resource that AWS checks. The action is always `iot:<operation>`. */
export const iotPermissions = {
  CreateThing: thing,
  DescribeThing: thing,
  UpdateThing: thing,
  DeleteThing: thing,
  ListThings: any,
  ListThingPrincipals: thing,
  CreateThingType: thingType,
  DescribeThingType: thingType,
  DeprecateThingType: thingType,
  DeleteThingType: thingType,
  ListThingTypes: any,
  RegisterCACertificate: any,
  DescribeCACertificate: caCertificate,
  UpdateCACertificate: caCertificate,
  DeleteCACertificate: caCertificate,
  ListCACertificates: any,
  RegisterCertificate: any,
  CreateKeysAndCertificate: any,
  CreateCertificateFromCsr: any,
  DescribeCertificate: certificate,
  UpdateCertificate: certificate,
  DeleteCertificate: certificate,
  ListCertificates: any,
  ListCertificatesByCA: any,
  CreatePolicy: policy,
  GetPolicy: policy,
  DeletePolicy: policy,
  ListPolicies: any,
  CreatePolicyVersion: policy,
  GetPolicyVersion: policy,
  ListPolicyVersions: policy,
  SetDefaultPolicyVersion: policy,
  DeletePolicyVersion: policy,
  ListTargetsForPolicy: policy,
  AttachPolicy: target,
  DetachPolicy: target,
  ListAttachedPolicies: any,
  AttachThingPrincipal: principal,
  DetachThingPrincipal: principal,
  ListPrincipalThings: principal,
  CreateTopicRule: rule,
  ReplaceTopicRule: rule,
  GetTopicRule: rule,
  EnableTopicRule: rule,
  DisableTopicRule: rule,
  DeleteTopicRule: rule,
  ListTopicRules: any,
  CreateRoleAlias: roleAlias,
  DescribeRoleAlias: roleAlias,
  UpdateRoleAlias: roleAlias,
  DeleteRoleAlias: roleAlias,
  ListRoleAliases: any,
  DescribeEndpoint: any,
} satisfies { readonly [O in OperationName<'iot'>]?: ResourceOf };

export type IotOperationName = keyof typeof iotPermissions;

export function permissionsFor(
  cloud: CloudContext,
  operation: IotOperationName,
  input: AnyInput,
): OneOrMany<Permission> {
  const resourceOf = iotPermissions[operation];
  const resource = resourceOf(input);
  const permission: Permission = {
    action: `iot:${operation}`,
    resource: typeof resource === 'string' ? arn(cloud, 'iot', resource) : resource.arn,
    // Lets a policy allow attaching to certain things only: the resource is the certificate.
    ...(resourceOf === principal &&
      typeof input['thingName'] === 'string' && {
        context: { 'iot:thingArn': arn(cloud, 'iot', `thing/${input['thingName']}`) },
      }),
  };
  // Naming a role under an alias passes it to the credentials provider. [Service Authorization Reference: dependent actions]
  if (resourceOf !== roleAlias || typeof input['roleArn'] !== 'string') return permission;
  return [permission, passRole(input['roleArn'])];
}

function passRole(roleArn: string): Permission {
  return {
    action: 'iam:PassRole',
    resource: roleArn,
    context: { 'iam:PassedToService': 'credentials.iot.amazonaws.com' },
  };
}
