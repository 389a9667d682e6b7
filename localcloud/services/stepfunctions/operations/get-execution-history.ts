// GetExecutionHistory: the events as they were written, in pages, from either end.
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Operations } from '../../../core/operation.ts';
import type { Executions } from '../executions.ts';
import type { HistoryRecord } from '../interpreter/history.ts';
import { Page } from '../paging.ts';

/** What the events carry of an execution's data; left out with includeExecutionData = false. */
const executionData = ['input', 'output', 'parameters', 'error', 'cause', 'assignedVariables'];

export function getExecutionHistory(executions: Executions): Operations<'sfn'> {
  return {
    GetExecutionHistory: {
      permissions: ({ executionArn }) => ({ action: 'states:GetExecutionHistory', resource: executionArn! }),
      async handle(input) {
        const { reverseOrder: reverse = false, includeExecutionData = true } = input;
        const { arn } = executions.get(input.executionArn!);
        const page = new Page(`history ${arn} ${String(reverse)}`, input);
        const from = page.from(reverse ? 999_999_999 : 1);
        const records = await executions.history(arn, { from, limit: page.size + 1, reverse });
        const next = records[page.size];
        return {
          events: records.slice(0, page.size).map((record) => eventOf(record, includeExecutionData)),
          ...(next && { nextToken: page.tokenFor(next.id) }),
        };
      },
    },
  };
}

function eventOf({ timestamp, ...record }: HistoryRecord, includeData: boolean): HistoryEvent {
  const event = { ...record, timestamp: new Date(timestamp) };
  return includeData ? event : (Object.fromEntries(Object.entries(event).map(withoutData)) as unknown as HistoryEvent);
}

function withoutData([key, value]: [string, unknown]): [string, unknown] {
  if (!key.endsWith('EventDetails')) return [key, value];
  return [key, Object.fromEntries(Object.entries(value as object).filter(([name]) => !executionData.includes(name)))];
}
