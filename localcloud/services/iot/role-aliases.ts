// Role aliases: the names under which devices ask the credentials provider for a role, and for how long.
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { IotHandlers } from './handlers.ts';
import { alreadyExists, invalidRequest, member, notFound, page, roleAliasRule, roleArnRule } from './members.ts';
import type { RoleAliasRecord } from './records.ts';
import type { IotState } from './state.ts';

// [API: CreateRoleAlias, credentialDurationSeconds]
const defaultDurationSeconds = 3600;
const shortestDurationSeconds = 900;
const longestDurationSeconds = 43_200;

/**
 * Whether the role exists, trusts `credentials.iot.amazonaws.com` and allows sessions of this length is asked when
 * credentials are: the role may change under its alias. [Authorizing direct calls: troubleshooting]
 */
export function roleAliasHandlers(cloud: CloudContext, state: IotState): IotHandlers {
  const aliasArn = (roleAlias: string): string => arn(cloud, 'iot', `rolealias/${roleAlias}`);
  const find = (name: string | undefined): RoleAliasRecord => {
    const found = state.roleAliases.get(member('roleAlias', name, roleAliasRule));
    if (!found) throw notFound(`Role alias ${name} not found in account ${cloud.accountId}`);
    return found;
  };

  return {
    async CreateRoleAlias(input) {
      const roleAlias = member('roleAlias', input.roleAlias, roleAliasRule);
      const roleArn = member('roleArn', input.roleArn, roleArnRule);
      const credentialDurationSeconds = checkedDuration(input.credentialDurationSeconds ?? defaultDurationSeconds);
      if (state.roleAliases.has(roleAlias)) {
        throw alreadyExists(
          `Role alias cannot be created - name already exists (name=${roleAlias})`,
          roleAlias,
          aliasArn(roleAlias),
        );
      }
      const createdAt = cloud.clock.now();
      await state.roleAliases.put(roleAlias, {
        roleAlias,
        roleArn,
        credentialDurationSeconds,
        createdAt,
        modifiedAt: createdAt,
      });
      return { roleAlias, roleAliasArn: aliasArn(roleAlias) };
    },

    async DescribeRoleAlias(input) {
      const { roleAlias, roleArn, credentialDurationSeconds, createdAt, modifiedAt } = find(input.roleAlias);
      return {
        roleAliasDescription: {
          roleAlias,
          roleAliasArn: aliasArn(roleAlias),
          roleArn,
          owner: cloud.accountId,
          credentialDurationSeconds,
          creationDate: new Date(createdAt),
          lastModifiedDate: new Date(modifiedAt),
        },
      };
    },

    async UpdateRoleAlias(input) {
      const record = find(input.roleAlias);
      const { roleArn, credentialDurationSeconds } = input;
      await state.roleAliases.put(record.roleAlias, {
        ...record,
        ...(roleArn !== undefined && { roleArn: member('roleArn', roleArn, roleArnRule) }),
        ...(credentialDurationSeconds !== undefined && {
          credentialDurationSeconds: checkedDuration(credentialDurationSeconds),
        }),
        modifiedAt: cloud.clock.now(),
      });
      return { roleAlias: record.roleAlias, roleAliasArn: aliasArn(record.roleAlias) };
    },

    async ListRoleAliases(input) {
      const names = state.roleAliases.values().map(({ roleAlias }) => roleAlias);
      const { items, next } = page(input.ascendingOrder ? names : names.reverse(), input.pageSize, input.marker);
      return { roleAliases: items, ...(next && { nextMarker: next }) };
    },

    async DeleteRoleAlias(input) {
      await state.roleAliases.delete(find(input.roleAlias).roleAlias);
      return {};
    },
  };
}

function checkedDuration(seconds: number): number {
  const fits = Number.isInteger(seconds) && seconds >= shortestDurationSeconds && seconds <= longestDurationSeconds;
  if (fits) return seconds;
  throw invalidRequest(
    `1 validation error detected: Value '${seconds}' at 'credentialDurationSeconds' failed to satisfy constraint: Member must be an integer from ${shortestDurationSeconds} to ${longestDurationSeconds}`,
  );
}
