// IAM: roles and their policies, from the templates and through the API.
import type { CloudContext } from '../../core/cloud-context.ts';
import { awsApi } from '../../core/operation.ts';
import type { Service } from '../../core/service.ts';
import { iamResources } from './iam-resources.ts';
import { roleOperations } from './role-operations.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';

export function iam(cloud: CloudContext): Service {
  return {
    name: 'iam',
    apis: [awsApi('iam', roleOperations(cloud), simulatePrincipalPolicy(cloud))],
    resources: iamResources(cloud),
  };
}
