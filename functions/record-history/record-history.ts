// A batch of the history queue: each message is one item of the history table, or none. Written again, it is the same item.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { DocumentClient } from '../../records/document-client.ts';
import { errorFields, type Log } from '../shared/log.ts';
import { readRuleMessage } from '../../events/messages/rule-message.ts';
import type { RecordHistorySettings } from './environment.ts';
import { historyItem, type HistoryItem } from '../../records/history-item.ts';
import { isOfCamera } from '../../records/named-certificates.ts';

export interface RecordHistoryDependencies extends RecordHistorySettings {
  readonly client: DocumentClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

const daySeconds = 24 * 60 * 60;

/** Needs ReportBatchItemFailures: what failed is delivered again, and ends in the dead-letter queue. */
export async function recordHistory(
  { Records: records }: SQSEvent,
  { client, tableName, cameraTableName, historyDays, now, log }: RecordHistoryDependencies,
): Promise<SQSBatchResponse> {
  const failed = await Promise.all(records.map(record));
  return {
    batchItemFailures: failed.flatMap((itemIdentifier) => itemIdentifier ?? []).map((id) => ({ itemIdentifier: id })),
  };

  async function isOfItsCamera({ onlyOf }: HistoryItem): Promise<boolean> {
    const cameras = { client, tableName: cameraTableName };
    return onlyOf === undefined || isOfCamera(cameras, onlyOf.certificateId, onlyOf.cameraName);
  }

  /** The message's id if it failed. */
  async function record({ messageId, body }: SQSRecord): Promise<string | undefined> {
    try {
      const writtenAt = now();
      const expiresAt = Math.floor(writtenAt / 1000) + historyDays * daySeconds;
      const history = historyItem(readRuleMessage(body), { writtenAt, expiresAt });
      if (!history || !(await isOfItsCamera(history))) log.info('history of no camera', { messageId });
      else await client.send(new PutCommand({ TableName: tableName, Item: history.item }));
      return undefined;
    } catch (error) {
      log.error('history not written', { messageId, ...errorFields(error) });
      return messageId;
    }
  }
}
