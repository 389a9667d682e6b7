// IAM's resources: roles and the policies attached to them, as the templates say.
import type { CloudContext } from '../../core/cloud-context.ts';
import type { CreateResource, TemplateResource } from '../../core/service.ts';
import { many, type PolicyDocument } from '../../access/policy.ts';
import { awsManagedPolicies } from './aws-managed-policies.ts';

interface RoleProperties {
  RoleName?: string;
  Path?: string;
  AssumeRolePolicyDocument: PolicyDocument;
  Policies?: { PolicyName: string; PolicyDocument: PolicyDocument }[];
  ManagedPolicyArns?: string[];
  MaxSessionDuration?: number | string;
  PermissionsBoundary?: unknown;
}

interface PolicyProperties {
  PolicyName?: string;
  ManagedPolicyName?: string;
  Path?: string;
  PolicyDocument: PolicyDocument;
  Roles?: string[];
  Users?: string[];
  Groups?: string[];
}

/** A role while a deployment puts it together. Policies have keys, so that one that is deployed again replaces itself. */
interface RoleInTheMaking {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly maxSessionSeconds: number;
  readonly policies: Map<string, PolicyDocument>;
}

/** `AWS::IAM::Role`, `AWS::IAM::Policy`, `AWS::IAM::ManagedPolicy`. */
export function iamResources(cloud: CloudContext): Readonly<Record<string, CreateResource>> {
  // Of this start only: a role begins with its own policies, and those that left the template are not added again.
  const roles = new Map<string, RoleInTheMaking>();
  const managed = new Map<string, PolicyDocument>(Object.entries(awsManagedPolicies));
  const arnOf = (kind: string, path: string | undefined, name: string): string =>
    `arn:aws:iam::${cloud.accountId}:${kind}${path ?? '/'}${name}`;

  const save = (role: RoleInTheMaking): Promise<void> =>
    cloud.iam.putRole({ ...role, policies: [...role.policies.values()] });

  const createRole: CreateResource = async (resource) => {
    const properties = resource.properties as unknown as RoleProperties;
    if (properties.PermissionsBoundary !== undefined)
      throw new Error(`${resource.logicalId}: PermissionsBoundary is not imitated`);
    const name = properties.RoleName ?? resource.physicalName(64);
    const policies = new Map<string, PolicyDocument>();
    for (const { PolicyName, PolicyDocument } of properties.Policies ?? [])
      policies.set(`inline ${PolicyName}`, PolicyDocument);
    for (const policyArn of properties.ManagedPolicyArns ?? []) {
      const document = managed.get(policyArn);
      if (!document)
        throw new Error(
          `${resource.logicalId}: the managed policy ${policyArn} is not known here. Known are ${[...managed.keys()].join(', ')}.`,
        );
      policies.set(policyArn, document);
    }
    const role: RoleInTheMaking = {
      name,
      arn: arnOf('role', properties.Path, name),
      trust: properties.AssumeRolePolicyDocument,
      maxSessionSeconds: Number(properties.MaxSessionDuration ?? 3600),
      policies,
    };
    roles.set(name, role);
    await save(role);
    return { ref: name, attributes: { Arn: role.arn, RoleId: cloud.iam.role(role.arn)!.roleId } };
  };

  async function attach(resource: TemplateResource, key: string): Promise<void> {
    const { PolicyDocument, Roles, Users, Groups } = resource.properties as unknown as PolicyProperties;
    if (many(Users).length + many(Groups).length > 0)
      throw new Error(`${resource.logicalId}: the local cloud has no IAM users and groups, only roles`);
    for (const name of Roles ?? []) {
      const role = roles.get(name);
      if (!role) throw new Error(`${resource.logicalId}: there is no role ${name} in the templates`);
      role.policies.set(key, PolicyDocument);
      await save(role);
    }
  }

  const createPolicy: CreateResource = async (resource) => {
    await attach(resource, `${resource.stackName} ${resource.logicalId}`);
    const name = (resource.properties as unknown as PolicyProperties).PolicyName ?? resource.physicalName(128);
    return { ref: name, attributes: { Id: name } };
  };

  const createManagedPolicy: CreateResource = async (resource) => {
    const properties = resource.properties as unknown as PolicyProperties;
    const name = properties.ManagedPolicyName ?? resource.physicalName(128);
    const policyArn = arnOf('policy', properties.Path, name);
    managed.set(policyArn, properties.PolicyDocument);
    await attach(resource, policyArn);
    return { ref: policyArn, attributes: { PolicyArn: policyArn } };
  };

  return {
    'AWS::IAM::Role': createRole,
    'AWS::IAM::Policy': createPolicy,
    'AWS::IAM::ManagedPolicy': createManagedPolicy,
  };
}
