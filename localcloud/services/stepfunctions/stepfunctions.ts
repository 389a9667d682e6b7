// AWS Step Functions, standard workflows in JSONata: an execution's history on disk is its state, so that it survives any crash.
import { awsModels } from '../../core/aws-model.ts';
import type { CreateService } from '../../core/service.ts';
import { Executions, type StatusChanged } from './executions.ts';
import { executionOperations } from './operations/execution-operations.ts';
import { getExecutionHistory } from './operations/get-execution-history.ts';
import { listExecutions } from './operations/list-executions.ts';
import { startExecution } from './operations/start-execution.ts';
import { stateMachineOperations } from './operations/state-machine-operations.ts';
import { stateMachineResource } from './state-machine-resource.ts';
import { StateMachines } from './state-machines.ts';

/** `statusChanged` is where "Step Functions Execution Status Change" events would leave for EventBridge's default bus. */
export function stepFunctionsWith({ statusChanged }: { statusChanged: StatusChanged }): CreateService {
  return (cloud) => {
    const machines = new StateMachines(cloud);
    const executions = new Executions(cloud, machines, statusChanged);
    return {
      name: 'stepfunctions',
      apis: [
        {
          model: awsModels.sfn,
          operations: {
            ...stateMachineOperations(cloud, machines, executions),
            ...startExecution(cloud, machines, executions),
            ...executionOperations(cloud, machines, executions),
            ...listExecutions(machines, executions),
            ...getExecutionHistory(executions),
          },
        },
      ],
      resources: { 'AWS::StepFunctions::StateMachine': stateMachineResource(machines) },
      run: () => executions.resume(),
      async stop() {
        executions.halt();
      },
    };
  };
}

export const stepFunctions: CreateService = stepFunctionsWith({ statusChanged: () => undefined });
