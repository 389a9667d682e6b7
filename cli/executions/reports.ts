// What the history says of executions, the newest first: it knows cameras and serial numbers, which ListExecutions doesn't.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  executionsPartitions,
  readExecutionReport,
  sortKeyFrom,
  type ExecutionReport,
} from '../../records/camera-history.ts';
import type { Item, Table } from '../../records/camera-table.ts';

/**
 * Reports that were written since then; a day's partition after the other, page by page, as long as they are asked for.
 * @param since milliseconds since the epoch. Rejects with the SDK's error.
 */
export async function* reportsSince({ client, tableName }: Table, since: number): AsyncGenerator<ExecutionReport> {
  for (const partition of executionsPartitions(since, Date.now()).reverse()) {
    let startKey: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :partition AND sk >= :from',
          ExpressionAttributeValues: { ':partition': partition, ':from': sortKeyFrom(since) },
          ScanIndexForward: false,
          ExclusiveStartKey: startKey,
        }),
      );
      for (const item of Items) {
        const report = readExecutionReport(item);
        if (report) yield report;
      }
      startKey = LastEvaluatedKey;
    } while (startKey);
  }
}
