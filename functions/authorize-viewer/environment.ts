// Settings of authorize-viewer.
import { readEnvironment } from '../environment.ts';

/** What the stack must set. */
export interface AuthorizeViewerEnvironment {
  readonly TABLE_NAME: string;
  /** Of a secret whose SecretString is the shared secret itself, not JSON. */
  readonly SHARED_SECRET_ARN: string;
}

export interface AuthorizeViewerSettings {
  readonly tableName: string;
  readonly sharedSecretArn: string;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): AuthorizeViewerSettings {
  const { TABLE_NAME, SHARED_SECRET_ARN } = readEnvironment(environment, ['TABLE_NAME', 'SHARED_SECRET_ARN']);
  return Object.freeze({ tableName: TABLE_NAME, sharedSecretArn: SHARED_SECRET_ARN });
}
