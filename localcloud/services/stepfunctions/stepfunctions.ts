// AWS Step Functions, standard workflows in JSONata: an execution's history on disk is its state, so that it survives any crash.
import { awsApi } from '../../core/operation.ts';
import type { CreateService } from '../../core/service.ts';
import { Executions } from './executions.ts';
import { executionOperations } from './operations/execution-operations.ts';
import { getExecutionHistory } from './operations/get-execution-history.ts';
import { listExecutions } from './operations/list-executions.ts';
import { startExecution } from './operations/start-execution.ts';
import { stateMachineOperations } from './operations/state-machine-operations.ts';
import { stateMachineResource } from './state-machine-resource.ts';
import { StateMachines } from './state-machines.ts';

export const stepFunctions: CreateService = (cloud) => {
  const machines = new StateMachines(cloud);
  const executions = new Executions(cloud, machines);
  return {
    name: 'stepfunctions',
    apis: [
      awsApi(
        'sfn',
        stateMachineOperations(cloud, machines, executions),
        startExecution(machines, executions),
        executionOperations(cloud, machines, executions),
        listExecutions(machines, executions),
        getExecutionHistory(executions),
      ),
    ],
    resources: { 'AWS::StepFunctions::StateMachine': stateMachineResource(machines) },
    run: () => executions.resume(),
    async stop() {
      executions.halt();
    },
  };
};
