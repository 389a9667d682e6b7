// Settings of record-presence.
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface RecordPresenceEnvironment {
  readonly TABLE_NAME: string;
}

export interface RecordPresenceSettings {
  readonly tableName: string;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): RecordPresenceSettings {
  const { TABLE_NAME } = readEnvironment(environment, ['TABLE_NAME']);
  return Object.freeze({ tableName: TABLE_NAME });
}
