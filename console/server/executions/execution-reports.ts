// What became of executions since the last look: the reports that RecordHistory writes, one partition a day, in the order of writing.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  executionsPartitions,
  readExecutionReport,
  sortKeyFrom,
  type ExecutionReport,
} from '../../../records/camera-history.ts';
import type { Item } from '../../../records/camera-table.ts';
import { documentClient } from '../../../records/document-client.ts';
import type { SdkConfig } from '../console-options.ts';

/** One page of a partition, oldest first, from a sort key on. */
export type QueryReports = (
  partition: string,
  from: string,
  after?: Item,
) => Promise<{ readonly reports: readonly ExecutionReport[]; readonly next?: Item }>;

export interface ExecutionReports {
  /** Reports from then on are news. By AWS's clocks, in milliseconds since the epoch. */
  startFrom(moment: number): void;
  /**
   * The news since the last call, oldest first. At most four queries: what is left comes with the next call.
   * Rejects with the SDK's error; then nothing is lost.
   */
  read(): Promise<readonly ExecutionReport[]>;
}

const queriesPerRead = 4;
// Copies of a function differ by their clocks and by how long a write takes them: so far back it is read again.
const overlapMs = 5000;
// The day is decided by the clock of this machine. [SigV4: AWS refuses what is signed more than five minutes off]
const clockToleranceMs = 5 * 60_000;

interface Part {
  readonly partition: string;
  readonly from: string;
  readonly after?: Item;
}

export function openExecutionReports(query: QueryReports, now: () => number): ExecutionReports {
  let newest = 0;
  let newestSince = 0;
  let left: readonly Part[] = [];
  // Of the overlap.
  const told = new Map<string, number>();

  const parts = (): Part[] => {
    // Whoever was late has written by now.
    const settled = now() - newestSince > overlapMs;
    const from = sortKeyFrom(settled ? newest + 1 : Math.max(0, newest - overlapMs));
    const partitions = executionsPartitions(now() - clockToleranceMs, now() + clockToleranceMs);
    return partitions.map((partition) => ({ partition, from }));
  };
  return {
    startFrom(moment) {
      [newest, newestSince, left] = [moment, now(), []];
    },
    async read() {
      let todo = left.length > 0 ? left : parts();
      const found: ExecutionReport[] = [];
      for (let queries = 0; queries < queriesPerRead && todo.length > 0; queries++) {
        const [{ partition, from, after }, ...others] = todo as [Part, ...Part[]];
        const { reports, next } = await query(partition, from, after);
        for (const report of reports) if (!told.has(keyOf(report))) found.push(report);
        todo = next ? [{ partition, from, after: next }, ...others] : others;
      }
      left = todo;
      for (const report of found) {
        told.set(keyOf(report), report.writtenAt);
        if (report.writtenAt > newest) [newest, newestSince] = [report.writtenAt, now()];
      }
      for (const [key, writtenAt] of told) if (writtenAt < newest - overlapMs) told.delete(key);
      return found;
    },
  };
}

const keyOf = ({ writtenAt, executionName, status }: ExecutionReport): string =>
  `${writtenAt}#${executionName}#${status}`;

/** Eventually consistent, at half the price: the overlap reads again what a copy of the table didn't have yet. */
export function reportsOfTable(config: SdkConfig, TableName: string): QueryReports {
  const client = documentClient(config);
  return async (partition, from, after) => {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :partition AND sk >= :from',
        ExpressionAttributeValues: { ':partition': partition, ':from': from },
        ExclusiveStartKey: after,
      }),
    );
    const reports = Items.map(readExecutionReport).filter((report) => report !== undefined);
    return { reports, ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
  };
}
