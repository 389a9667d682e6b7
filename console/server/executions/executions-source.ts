// The few Step Functions calls that the console makes; an interface, so that the feed can be tried without AWS.
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StopExecutionCommand,
  type DescribeExecutionOutput,
  type ExecutionListItem,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import type { SdkConfig } from '../console-options.ts';

export interface ExecutionsSource {
  /** Newest first. */
  list(page: {
    limit: number;
    token?: string | undefined;
  }): Promise<{ executions: ExecutionListItem[]; token?: string }>;
  describe(name: string): Promise<DescribeExecutionOutput>;
  history(name: string): Promise<HistoryEvent[]>;
  /** JSON text. */
  definition(name: string): Promise<string>;
  stop(name: string): Promise<void>;
  /** Goes on where it was stopped. */
  redrive(name: string): Promise<void>;
  /** Undefined when there is none of that name. */
  find(name: string): Promise<DescribeExecutionOutput | undefined>;
  arnOf(name: string): string;
}

const largestPage = 1000;

export function openExecutionsSource(config: SdkConfig, stateMachineArn: string): ExecutionsSource {
  const sfn = new SFNClient(config);
  const arnOf = (name: string): string => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return {
    arnOf,
    async list({ limit: maxResults, token: nextToken }) {
      const page = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults, nextToken }));
      return { executions: page.executions ?? [], ...(page.nextToken !== undefined && { token: page.nextToken }) };
    },
    describe: (name) => sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(name) })),
    async history(name) {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn.send(
          new GetExecutionHistoryCommand({ executionArn: arnOf(name), nextToken, maxResults: largestPage }),
        );
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return events;
    },
    async definition(name) {
      const machine = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn: arnOf(name) }));
      return machine.definition ?? '{"StartAt":"","States":{}}';
    },
    async redrive(name) {
      await sfn.send(new RedriveExecutionCommand({ executionArn: arnOf(name) }));
    },
    async find(name) {
      try {
        return await sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }));
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
    async stop(name) {
      const cause = 'Stopped by an admin in the console.';
      await sfn.send(new StopExecutionCommand({ executionArn: arnOf(name), error: 'StoppedByAdmin', cause }));
    },
  };
}
