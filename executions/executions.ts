// The executions of one state machine, by name.
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  type DescribeExecutionCommandOutput,
  type ExecutionStatus,
  type SFNClient,
} from '@aws-sdk/client-sfn';

export interface Execution {
  readonly status: ExecutionStatus | undefined;
  /** Milliseconds since the epoch; undefined while it runs. */
  readonly stoppedAt: number | undefined;
}

export interface Executions {
  /** False when an execution of that name ended already, or runs with another input. */
  start(name: string, input: string): Promise<boolean>;
  /** Undefined when there is none of that name, or none any more. */
  find(name: string): Promise<Execution | undefined>;
}

export function executionsOf(client: Pick<SFNClient, 'send'>, stateMachineArn: string): Executions {
  return {
    async start(name, input) {
      try {
        // [StartExecution: same name, same input, still running → success, and nothing is started twice]
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
        return true;
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return false;
        throw error;
      }
    },
    async find(name) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      try {
        const found: DescribeExecutionCommandOutput = await client.send(new DescribeExecutionCommand({ executionArn }));
        return { status: found.status, stoppedAt: found.stopDate?.getTime() };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
  };
}
