// Settings of refresh-endpoints.
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface RefreshEndpointsEnvironment {
  readonly TABLE_NAME: string;
}

export interface RefreshEndpointsSettings {
  readonly tableName: string;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): RefreshEndpointsSettings {
  const { TABLE_NAME } = readEnvironment(environment, ['TABLE_NAME']);
  return Object.freeze({ tableName: TABLE_NAME });
}
