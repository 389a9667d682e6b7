// A template's resource as the deployer hands it to a service, with names like CloudFormation's but without a stack around it.
import type { TemplateResource } from '../../localcloud/core/service.ts';

export function templateResource(
  type: string,
  logicalId: string,
  properties: Record<string, unknown>,
  stackName = 'Lensgate-dev-Service',
): TemplateResource {
  return {
    stackName,
    logicalId,
    type,
    properties,
    physicalName: (maxLength) => `${stackName}-${logicalId}-LOCAL`.slice(-maxLength),
    assetPath: (s3Key) => {
      throw new Error(`no asset ${s3Key} in this test`);
    },
  };
}
