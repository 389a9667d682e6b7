// Settings of identify-camera.
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface IdentifyCameraEnvironment {
  readonly TABLE_NAME: string;
  /** Ids of the device CAs whose cameras we take, separated by commas. Empty: of every CA registered in the account. */
  readonly DEVICE_CA_CERTIFICATE_IDS: string;
}

export interface IdentifyCameraSettings {
  readonly tableName: string;
  readonly deviceCaCertificateIds: readonly string[];
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): IdentifyCameraSettings {
  const { TABLE_NAME, DEVICE_CA_CERTIFICATE_IDS } = readEnvironment(
    environment,
    ['TABLE_NAME', 'DEVICE_CA_CERTIFICATE_IDS'],
    ['DEVICE_CA_CERTIFICATE_IDS'],
  );
  const ids = DEVICE_CA_CERTIFICATE_IDS.split(',').map((id) => id.trim());
  return Object.freeze({ tableName: TABLE_NAME, deviceCaCertificateIds: Object.freeze(ids.filter(Boolean)) });
}
