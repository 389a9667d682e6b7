// StartExecution: one name, one execution. The same request while it runs is answered with the same execution; without a name, the request's id is the name.
import { AwsError } from '../../../core/aws-error.ts';
import type { Operations } from '../../../core/operation.ts';
import type { Executions } from '../executions.ts';
import { payloadLimitBytes } from '../interpreter/json.ts';
import { checkName, executionArn } from '../names.ts';
import type { StateMachines } from '../state-machines.ts';

export function startExecution(machines: StateMachines, executions: Executions): Operations<'sfn'> {
  // A start is answered when it is durable; a second one that comes in between has to wait for the same moment.
  const starting = new Map<string, Promise<unknown>>();
  return {
    StartExecution: {
      permissions: ({ stateMachineArn }) => ({ action: 'states:StartExecution', resource: stateMachineArn! }),
      async handle({ stateMachineArn, name: given, input = '{}' }, { requestId }) {
        const name = given ?? requestId;
        const machine = machines.get(stateMachineArn!);
        checkName(name);
        checkInput(input);
        const arn = executionArn(machine.arn, name);
        await starting.get(arn);
        const existing = executions.find(arn);
        if (existing) {
          // [StartExecution: the same name and input as a running execution succeed; else ExecutionAlreadyExists. Inputs are compared as text.]
          const again = existing.requestId === requestId || existing.status === 'RUNNING';
          if (again && existing.input === input) {
            return { executionArn: arn, startDate: new Date(existing.startedAt) };
          }
          throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
        }
        const start = executions.start(machine, { name, input, requestId });
        starting.set(arn, start);
        try {
          return { executionArn: arn, startDate: new Date((await start).startedAt) };
        } finally {
          starting.delete(arn);
        }
      },
    },
  };
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > payloadLimitBytes) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${payloadLimitBytes}`,
    );
  }
  try {
    JSON.parse(input);
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
}
