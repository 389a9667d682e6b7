// Secrets Manager: values with versions and staging labels, in the data directory that only its owner can read.
import type { CloudContext } from '../../core/cloud-context.ts';
import { awsApi } from '../../core/operation.ts';
import type { Service } from '../../core/service.ts';
import { secretOperations } from './secret-operations.ts';
import { secretResources } from './secret-resources.ts';
import { Secrets } from './secrets.ts';

export function secretsManager(cloud: CloudContext): Service {
  const secrets = new Secrets(cloud);
  return {
    name: 'secrets-manager',
    apis: [awsApi('secretsmanager', secretOperations(cloud, secrets))],
    resources: secretResources(secrets),
  };
}
