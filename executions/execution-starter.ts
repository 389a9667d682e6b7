// What starts executions of one state machine needs of them: to start one by its name, and to ask what became of it.
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  type DescribeExecutionOutput,
  type SFNClient,
} from '@aws-sdk/client-sfn';

/** As DescribeExecution tells it. */
export type Execution = Readonly<Partial<DescribeExecutionOutput>>;

/** Every method rejects with the SDK's error when AWS refuses or can't be reached. */
export interface ExecutionStarter {
  /** False when an execution of that name ended already, or runs with another input. */
  readonly start: (name: string, input: string) => Promise<boolean>;
  /** Undefined when there is none of that name, or none any more. */
  readonly find: (name: string) => Promise<Execution | undefined>;
}

/** Step Functions refused a name and then knew nothing of it: it isn't consistent yet. An outage: ask again. */
export class ExecutionNotVisibleError extends Error {
  override readonly name = 'ExecutionNotVisibleError';

  constructor(executionName: string) {
    super(`Execution ${executionName} exists, but can't be described yet. Ask again in a moment.`);
  }
}

export const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

export function executionStarter(client: Pick<SFNClient, 'send'>, stateMachineArn: string): ExecutionStarter {
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
    find: (name) => findExecution(client, executionArn(stateMachineArn, name)),
  };
}

/** Undefined when there is none of that ARN, or none any more. Rejects with the SDK's error. */
export async function findExecution(client: Pick<SFNClient, 'send'>, arn: string): Promise<Execution | undefined> {
  try {
    return await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}
