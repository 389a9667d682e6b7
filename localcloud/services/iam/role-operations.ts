// The part of the IAM API that makes roles: for people with the AWS CLI. Lensgate's own roles come from its templates.
import type { Role as RoleDescription } from '@aws-sdk/client-iam';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Operations, Permission } from '../../core/operation.ts';
import type { Role } from '../../access/iam.ts';
import { ApiRoles } from './api-roles.ts';
import { checkSessionDuration, descriptionRule, member, pathRule, policyNameRule, roleNameRule } from './members.ts';
import { parsePolicy, parseTrust } from './policy-text.ts';

export function roleOperations(cloud: CloudContext): Operations<'iam'> {
  const roles = new ApiRoles(cloud);
  const on = (action: string, name = ''): Permission => {
    const existing = cloud.iam.roles().find((role) => role.name === name);
    return { action: `iam:${action}`, resource: existing?.arn ?? roles.arnOf({ path: '/', name }) };
  };
  const describe = (role: Role): RoleDescription => {
    const record = roles.record(role);
    return {
      Path: pathOf(role),
      RoleName: role.name,
      RoleId: role.roleId,
      Arn: role.arn,
      CreateDate: new Date(role.createdAt),
      // IAM answers documents percent-encoded; the AWS CLI decodes them. [RFC 3986]
      AssumeRolePolicyDocument: encodeURIComponent(record?.trust ?? JSON.stringify(role.trust)),
      ...(record?.description !== undefined && { Description: record.description }),
      MaxSessionDuration: role.maxSessionSeconds,
    };
  };

  return {
    CreateRole: {
      permissions: ({ RoleName, Path }) => ({
        action: 'iam:CreateRole',
        resource: roles.arnOf({ path: Path ?? '/', name: RoleName ?? '' }),
      }),
      async handle(input) {
        const name = member('roleName', input.RoleName, roleNameRule);
        const path = member('path', input.Path ?? '/', pathRule);
        const trust = member('assumeRolePolicyDocument', input.AssumeRolePolicyDocument);
        const maxSessionSeconds = checkSessionDuration(input.MaxSessionDuration ?? 3600);
        if (input.PermissionsBoundary !== undefined) {
          throw new AwsError('NotImplementedException', 'The local cloud does not imitate permissions boundaries.', {
            statusCode: 501,
          });
        }
        if (cloud.iam.roles().some((role) => role.name === name)) {
          throw new AwsError('EntityAlreadyExistsException', `Role with name ${name} already exists.`);
        }
        parseTrust(trust);
        const description = input.Description && member('description', input.Description, descriptionRule);
        const role = await roles.put({
          name,
          path,
          trust,
          maxSessionSeconds,
          inlinePolicies: {},
          ...(description && { description }),
        });
        const { MaxSessionDuration: _, ...Role } = describe(role);
        return { Role };
      },
    },

    GetRole: {
      permissions: ({ RoleName }) => on('GetRole', RoleName),
      handle: async ({ RoleName }) => ({ Role: describe(roles.find(member('roleName', RoleName, roleNameRule))) }),
    },

    ListRoles: {
      permissions: ({ PathPrefix }) => ({
        action: 'iam:ListRoles',
        resource: roles.arnOf({ path: PathPrefix ?? '/', name: '' }),
      }),
      async handle({ PathPrefix = '/', MaxItems = 100, Marker }) {
        const all = cloud.iam
          .roles()
          .filter((role) => pathOf(role).startsWith(PathPrefix))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const rest = all.filter(({ name }) => Marker === undefined || name > Marker);
        const page = rest.slice(0, MaxItems);
        const more = rest.length > page.length;
        return { Roles: page.map(describe), IsTruncated: more, ...(more && { Marker: page.at(-1)!.name }) };
      },
    },

    UpdateRole: {
      permissions: ({ RoleName }) => on('UpdateRole', RoleName),
      async handle({ RoleName, Description, MaxSessionDuration }) {
        const record = roles.changeable(member('roleName', RoleName, roleNameRule));
        const { maxSessionSeconds, ...rest } = record;
        await roles.put({
          ...rest,
          maxSessionSeconds:
            MaxSessionDuration === undefined ? maxSessionSeconds : checkSessionDuration(MaxSessionDuration),
          ...(Description && { description: member('description', Description, descriptionRule) }),
        });
        return {};
      },
    },

    UpdateAssumeRolePolicy: {
      permissions: ({ RoleName }) => on('UpdateAssumeRolePolicy', RoleName),
      async handle({ RoleName, PolicyDocument }) {
        const record = roles.changeable(member('roleName', RoleName, roleNameRule));
        const trust = member('policyDocument', PolicyDocument);
        parseTrust(trust);
        await roles.put({ ...record, trust });
        return {};
      },
    },

    DeleteRole: {
      permissions: ({ RoleName }) => on('DeleteRole', RoleName),
      async handle({ RoleName }) {
        const record = roles.changeable(member('roleName', RoleName, roleNameRule));
        if (Object.keys(record.inlinePolicies).length > 0) {
          throw new AwsError('DeleteConflictException', 'Cannot delete entity, must delete policies first.');
        }
        await roles.delete(record);
        return {};
      },
    },

    PutRolePolicy: {
      permissions: ({ RoleName }) => on('PutRolePolicy', RoleName),
      async handle({ RoleName, PolicyName, PolicyDocument }) {
        const record = roles.changeable(member('roleName', RoleName, roleNameRule));
        const name = member('policyName', PolicyName, policyNameRule);
        const text = member('policyDocument', PolicyDocument);
        parsePolicy(text);
        await roles.put({ ...record, inlinePolicies: { ...record.inlinePolicies, [name]: text } });
        return {};
      },
    },

    GetRolePolicy: {
      permissions: ({ RoleName }) => on('GetRolePolicy', RoleName),
      async handle({ RoleName, PolicyName }) {
        const record = roles.changeable(member('roleName', RoleName, roleNameRule));
        const name = member('policyName', PolicyName, policyNameRule);
        const text = record.inlinePolicies[name];
        if (text === undefined) throw noSuchPolicy(name);
        return { RoleName: record.name, PolicyName: name, PolicyDocument: encodeURIComponent(text) };
      },
    },

    DeleteRolePolicy: {
      permissions: ({ RoleName }) => on('DeleteRolePolicy', RoleName),
      async handle({ RoleName, PolicyName }) {
        const record = roles.changeable(member('roleName', RoleName, roleNameRule));
        const name = member('policyName', PolicyName, policyNameRule);
        const { [name]: text, ...inlinePolicies } = record.inlinePolicies;
        if (text === undefined) throw noSuchPolicy(name);
        await roles.put({ ...record, inlinePolicies });
        return {};
      },
    },
  };
}

// `arn:aws:iam::000000000000:role/some/path/name` → `/some/path/`
function pathOf({ arn, name }: Role): string {
  return arn.slice(arn.indexOf(':role/') + ':role'.length, arn.length - name.length);
}

function noSuchPolicy(name: string): AwsError {
  return new AwsError('NoSuchEntityException', `The role policy with name ${name} cannot be found.`);
}
