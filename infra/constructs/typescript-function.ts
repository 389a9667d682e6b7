// A function of this project: its bundle, its own role with nothing in it but what is listed, its own log group, its typed environment.
import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { bundle } from './bundle.ts';
import { type Permission, acknowledgeAccountWideActions, grant } from './grant.ts';
import { createLogGroup } from './log-group.ts';

export interface TypescriptFunctionProperties {
  readonly settings: Settings;
  /** Folder below `functions/`; its `index.ts` exports `handler`. */
  readonly folder: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
  readonly timeout: Duration;
}

/** Creates the function `id`, its role `<id>Role` and its log group `<id>Logs` in the scope. */
export function createTypescriptFunction(
  scope: Construct,
  id: string,
  properties: TypescriptFunctionProperties,
): Function {
  const { settings, folder, description, environment, permissions, timeout } = properties;
  const logGroup = createLogGroup(scope, `${id}Logs`, settings, `/aws/lambda/lensgate-${settings.stage}-${id}`);

  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Lensgate ${settings.stage}: what ${id} may do`,
  });
  grant(role, { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
  for (const permission of permissions) grant(role, permission);
  acknowledgeAccountWideActions(
    role,
    'Active tracing: X-Ray has no resource to name when segments and telemetry are written.',
  );

  return new Function(scope, id, {
    description,
    code: bundle(folder),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout,
    environment: { ...environment },
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    tracing: Tracing.ACTIVE,
  });
}
