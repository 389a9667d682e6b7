// A function of this project: its bundle, its own role with nothing in it but what is listed, its own log group, its typed environment.
import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { fileAlarm } from './alarm.ts';
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
  readonly alarms: FunctionAlarms;
}

/** What the person whom an alarm of the function wakes does first. */
export interface FunctionAlarms {
  readonly throttled: string;
  /** Or who else hears of it when the function fails, and has an alarm: what throws to refuse must not wake anybody. */
  readonly failed: string | { readonly heardBy: 'dead letters' | 'state machine' | 'API' };
}

/** Creates the function `id`, its role `<id>Role`, its log group `<id>Logs` and its alarms `<id>Throttled` and `<id>Failed` in the scope. */
export function createTypescriptFunction(
  scope: Construct,
  id: string,
  properties: TypescriptFunctionProperties,
): Function {
  const { settings, folder, description, environment, permissions, timeout, alarms } = properties;
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

  const created = new Function(scope, id, {
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
  fileAlarm(scope, `${id}Throttled`, {
    metric: created.metricThrottles(),
    threshold: settings.alarms.throttles,
    firstThingToDo: alarms.throttled,
  });
  if (typeof alarms.failed === 'string') {
    fileAlarm(scope, `${id}Failed`, {
      metric: created.metricErrors(),
      threshold: settings.alarms.functionErrors,
      firstThingToDo: alarms.failed,
    });
  }
  return created;
}
