// STS: who am I, and temporary credentials of a role. The hello-world service: copy it for a new one.
import type { CloudContext } from '../../core/cloud-context.ts';
import { awsApi } from '../../core/operation.ts';
import type { Service } from '../../core/service.ts';
import { assumeRole } from './assume-role.ts';

const operatorUserId = 'AIDALOCALCLOUDOPERATO';

export function sts(cloud: CloudContext): Service {
  return {
    name: 'sts',
    apis: [
      awsApi(
        'sts',
        {
          GetCallerIdentity: {
            permissions: () => [],
            handle: async (_, { principal }) => ({
              UserId: principal.context['aws:userid'] ?? operatorUserId,
              Account: principal.accountId,
              Arn: principal.arn,
            }),
          },
        },
        assumeRole(cloud),
      ),
    ],
  };
}
