// Reading the executions of the provisioning state machine.
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  type DescribeExecutionOutput,
  type ExecutionListItem,
  type ExecutionStatus,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { RefusedError } from '../failures.ts';
import type { ClientConfig } from '../target.ts';

export interface Executions {
  /** Newest first. */
  readonly list: (options: { status?: ExecutionStatus | undefined; limit: number }) => Promise<ExecutionListItem[]>;
  /** Throws RefusedError when there is none of that name. */
  readonly describe: (name: string) => Promise<DescribeExecutionOutput>;
  readonly history: (executionArn: string) => Promise<HistoryEvent[]>;
}

const largestPage = 1000;

export function openExecutions(client: ClientConfig, stateMachineArn: string): Executions {
  const sfn = new SFNClient(client);
  return {
    async list({ status, limit }) {
      const executions: ExecutionListItem[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn.send(
          new ListExecutionsCommand({
            stateMachineArn,
            statusFilter: status,
            maxResults: Math.min(limit - executions.length, largestPage),
            nextToken,
          }),
        );
        executions.push(...(page.executions ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined && executions.length < limit);
      return executions;
    },
    async describe(name) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      try {
        return await sfn.send(new DescribeExecutionCommand({ executionArn }));
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist)) throw error;
        throw new RefusedError(`There is no execution ${name}. lensgate executions list shows those that there are.`);
      }
    },
    async history(executionArn) {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn.send(
          new GetExecutionHistoryCommand({ executionArn, nextToken, maxResults: largestPage }),
        );
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return events;
    },
  };
}

export interface StateSummary {
  readonly name: string;
  readonly type: string;
  readonly enteredAt: Date;
  readonly attempts: number;
  readonly durationMs?: number;
  readonly error?: string;
  readonly cause?: string;
}

/** One line per state that was entered, in order, from the history's events. */
export function summarizeStates(events: readonly HistoryEvent[]): StateSummary[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const stateOf = new Map<number, number>();
  const summaries = new Map<number, { -readonly [K in keyof StateSummary]: StateSummary[K] }>();
  for (const event of events) {
    const id = event.id ?? 0;
    const name = event.stateEnteredEventDetails?.name;
    if (name !== undefined) {
      const type = (event.type ?? '').replace('StateEntered', '');
      summaries.set(id, { name, type, enteredAt: event.timestamp ?? new Date(0), attempts: 0 });
      stateOf.set(id, id);
      continue;
    }
    const entered = enteringEvent(event, event.stateExitedEventDetails?.name, byId, stateOf, summaries);
    if (entered === undefined) continue;
    stateOf.set(id, entered);
    const summary = summaries.get(entered)!;
    if (event.type === 'TaskScheduled') summary.attempts++;
    const failure = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails;
    if (failure) Object.assign(summary, { error: failure.error, cause: failure.cause });
    if (event.stateExitedEventDetails) {
      summary.durationMs = (event.timestamp?.getTime() ?? 0) - summary.enteredAt.getTime();
    }
  }
  return [...summaries.values()];
}

// Events of a task follow one another by previousEventId; an exit belongs to the newest entry of its name before it.
function enteringEvent(
  event: HistoryEvent,
  exited: string | undefined,
  byId: ReadonlyMap<number | undefined, HistoryEvent>,
  stateOf: ReadonlyMap<number, number>,
  summaries: ReadonlyMap<number, StateSummary>,
): number | undefined {
  for (let at = event.previousEventId; at; at = byId.get(at)?.previousEventId) {
    const entered = stateOf.get(at);
    if (entered !== undefined && (exited === undefined || summaries.get(entered)?.name === exited)) return entered;
  }
  return undefined;
}
