// The executions of one state machine, by name: the client of all who watch them, explain them or end them.
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  type ExecutionListItem,
  type ExecutionStatus,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { executionArn, executionStarter, type Execution, type ExecutionStarter } from './execution-starter.ts';

export type { Execution } from './execution-starter.ts';

export interface ExecutionsPage {
  /** Newest first. */
  readonly executions: readonly ExecutionListItem[];
  /** Where the older ones go on; absent when there are none. */
  readonly token?: string;
}

/** Every method rejects with the SDK's error when AWS refuses or can't be reached. */
export interface Executions extends ExecutionStarter {
  /** Rejects with ExecutionDoesNotExist when there is none of that name. */
  readonly describe: (name: string) => Promise<Execution>;
  readonly list: (options: {
    readonly limit: number;
    readonly status?: ExecutionStatus | undefined;
    readonly token?: string | undefined;
  }) => Promise<ExecutionsPage>;
  /** All events, oldest first. */
  readonly history: (name: string) => Promise<HistoryEvent[]>;
  /** The same of an execution of whatever state machine. */
  readonly historyOf: (executionArn: string) => Promise<HistoryEvent[]>;
  /** The definition that it started with, as JSON text. */
  readonly definition: (name: string) => Promise<string>;
  readonly stop: (name: string, reason: { readonly error: string; readonly cause: string }) => Promise<void>;
  /** Goes on where it was stopped, or where it failed. */
  readonly redrive: (name: string) => Promise<void>;
}

const largestPage = 1000;

export function executionsOf(client: Pick<SFNClient, 'send'>, stateMachineArn: string): Executions {
  const arnOf = (name: string): string => executionArn(stateMachineArn, name);
  const historyOf = async (executionArn: string): Promise<HistoryEvent[]> => {
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new GetExecutionHistoryCommand({ executionArn, nextToken, maxResults: largestPage }),
      );
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  };
  return {
    ...executionStarter(client, stateMachineArn),
    describe: (name) => client.send(new DescribeExecutionCommand({ executionArn: arnOf(name) })),
    async list({ limit: maxResults, status: statusFilter, token }) {
      const page = new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults, nextToken: token });
      const { executions = [], nextToken } = await client.send(page);
      return { executions, ...(nextToken !== undefined && { token: nextToken }) };
    },
    history: (name) => historyOf(arnOf(name)),
    historyOf,
    async definition(name) {
      const machine = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn: arnOf(name) }));
      return machine.definition ?? '{"StartAt":"","States":{}}';
    },
    async stop(name, reason) {
      await client.send(new StopExecutionCommand({ executionArn: arnOf(name), ...reason }));
    },
    async redrive(name) {
      await client.send(new RedriveExecutionCommand({ executionArn: arnOf(name) }));
    },
  };
}

/** The newest executions, as many pages as they take: so many at most, newest first. */
export async function newestExecutions(
  { list }: Pick<Executions, 'list'>,
  { status, limit }: { readonly status?: ExecutionStatus | undefined; readonly limit: number },
): Promise<ExecutionListItem[]> {
  const found: ExecutionListItem[] = [];
  let token: string | undefined;
  do {
    const page = await list({ status, limit: Math.min(limit - found.length, largestPage), token });
    found.push(...page.executions);
    token = page.token;
  } while (token !== undefined && found.length < limit);
  return found;
}
