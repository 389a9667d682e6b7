// What a state machine's role needs to run another state machine and wait for its end (`states:startExecution.sync:2`).
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Permission } from './grant.ts';

/** By which AWS hears that the nested execution has ended; it makes the rule with the role of the one that waits. [Step Functions: service integrations] */
const managedRule = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

export function runsNested(nested: StateMachine): Permission[] {
  const { stateMachineArn, stateMachineName } = nested;
  const arn = (service: string, resource: string, resourceName: string, arnFormat: ArnFormat) =>
    Stack.of(nested).formatArn({ service, resource, resourceName, arnFormat });
  return [
    { actions: ['states:StartExecution'], resources: [stateMachineArn] },
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [arn('states', 'execution', `${stateMachineName}:*`, ArnFormat.COLON_RESOURCE_NAME)],
      wildcardReason: "Executions are named after those that start them, and all of them are this state machine's.",
    },
    {
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [arn('events', 'rule', managedRule, ArnFormat.SLASH_RESOURCE_NAME)],
    },
  ];
}
