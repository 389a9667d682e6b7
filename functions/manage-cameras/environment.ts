// Settings of manage-cameras.
import { readEnvironment } from '../environment.ts';

/** What the stack must set. */
export interface ManageCamerasEnvironment {
  readonly TABLE_NAME: string;
}

export interface ManageCamerasSettings {
  readonly tableName: string;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): ManageCamerasSettings {
  const { TABLE_NAME } = readEnvironment(environment, ['TABLE_NAME']);
  return Object.freeze({ tableName: TABLE_NAME });
}
