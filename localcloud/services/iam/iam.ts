// IAM: roles and their policies, from the templates and through the API.
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Service } from '../../core/service.ts';
import { iamResources } from './iam-resources.ts';
import { roleApi } from './role-operations.ts';

export function iam(cloud: CloudContext): Service {
  return { ...iamResources(cloud), apis: [roleApi(cloud)] };
}
