// A state machine of this project: its definition, its own role with exactly the permissions of its calls, its logs.
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { readDefinition, type DefinitionName } from '../../statemachines/read-definition.ts';
import type { Settings } from '../settings.ts';
import { fileAlarm } from './alarm.ts';
import { type Permission, acknowledgeAccountWideActions, grant } from './grant.ts';
import { createLogGroup } from './log-group.ts';

export interface StateMachineProperties {
  readonly settings: Settings;
  readonly definition: DefinitionName;
  /** A value for each of its placeholders. */
  readonly substitutions: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
  readonly alarms: StateMachineAlarms;
}

/** What the person whom an alarm of the state machine wakes does first. */
export interface StateMachineAlarms {
  readonly failed: string;
  readonly timedOut: string;
  readonly aborted: string;
  readonly throttled: string;
}

/** Creates the state machine `id`, its role `<id>Role`, its log group `<id>Logs` and its alarms `<id>Failed` and so on in the scope. */
export function createStateMachine(scope: Construct, id: string, properties: StateMachineProperties): StateMachine {
  const { settings, definition, substitutions, permissions, alarms } = properties;
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    description: `Lensgate ${settings.stage}: the calls of the state machine ${id}`,
  });
  for (const permission of permissions) grant(role, permission);
  acknowledgeAccountWideActions(
    role,
    'Log delivery and tracing: their actions have no resource to name (infra/constructs/grant.ts lists each with its reason).',
  );

  const created = new StateMachine(scope, id, {
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(JSON.stringify(readDefinition(definition))),
    definitionSubstitutions: { ...substitutions },
    role,
    tracingEnabled: true,
    logs: {
      // This prefix keeps the account's log resource policy from growing with each state machine.
      destination: createLogGroup(
        scope,
        `${id}Logs`,
        settings,
        `/aws/vendedlogs/states/lensgate-${settings.stage}-${id}`,
      ),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
  });
  const { failedExecutions, throttles } = settings.alarms;
  const file = (what: string, metric: IMetric, threshold: number, firstThingToDo: string) =>
    fileAlarm(scope, `${id}${what}`, { metric, threshold, firstThingToDo });
  file('Failed', created.metricFailed(), failedExecutions, alarms.failed);
  file('TimedOut', created.metricTimedOut(), failedExecutions, alarms.timedOut);
  file('Aborted', created.metricAborted(), failedExecutions, alarms.aborted);
  file('Throttled', created.metricThrottled({ statistic: 'Sum' }), throttles, alarms.throttled);
  return created;
}
