// Settings of record-history.
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface RecordHistoryEnvironment {
  readonly HISTORY_TABLE_NAME: string;
  /** After which an item expires. A whole number. */
  readonly HISTORY_DAYS: string;
}

export interface RecordHistorySettings {
  readonly tableName: string;
  readonly historyDays: number;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): RecordHistorySettings {
  const { HISTORY_TABLE_NAME, HISTORY_DAYS } = readEnvironment(environment, ['HISTORY_TABLE_NAME', 'HISTORY_DAYS']);
  return Object.freeze({ tableName: HISTORY_TABLE_NAME, historyDays: Number(HISTORY_DAYS) });
}
