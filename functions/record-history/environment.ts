// Settings of record-history.
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface RecordHistoryEnvironment {
  readonly HISTORY_TABLE_NAME: string;
  readonly TABLE_NAME: string;
  /** After which an item expires. A whole number. */
  readonly HISTORY_DAYS: string;
}

export interface RecordHistorySettings {
  readonly tableName: string;
  readonly cameraTableName: string;
  readonly historyDays: number;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): RecordHistorySettings {
  const read = readEnvironment(environment, ['HISTORY_TABLE_NAME', 'TABLE_NAME', 'HISTORY_DAYS']);
  return Object.freeze({
    tableName: read.HISTORY_TABLE_NAME,
    cameraTableName: read.TABLE_NAME,
    historyDays: Number(read.HISTORY_DAYS),
  });
}
