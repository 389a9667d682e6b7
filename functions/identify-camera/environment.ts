// Settings of identify-camera.
import { isReprovision, type Reprovision } from '../../records/reprovision.ts';
import { readEnvironment } from '../shared/environment.ts';

export type { Reprovision };

/** What the stack must set. */
export interface IdentifyCameraEnvironment {
  readonly TABLE_NAME: string;
  readonly BAN_TABLE_NAME: string;
  /** Ids of the device CAs whose cameras we take, separated by commas. Empty: of every CA registered in the account. */
  readonly DEVICE_CA_CERTIFICATE_IDS: string;
  /** For serial numbers of which the manifest says nothing else. */
  readonly REPROVISION: Reprovision;
}

export interface IdentifyCameraSettings {
  readonly tableName: string;
  readonly banTableName: string;
  readonly deviceCaCertificateIds: readonly string[];
  readonly reprovision: Reprovision;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): IdentifyCameraSettings {
  const { TABLE_NAME, BAN_TABLE_NAME, DEVICE_CA_CERTIFICATE_IDS, REPROVISION } = readEnvironment(
    environment,
    ['TABLE_NAME', 'BAN_TABLE_NAME', 'DEVICE_CA_CERTIFICATE_IDS', 'REPROVISION'],
    ['DEVICE_CA_CERTIFICATE_IDS'],
  );
  const ids = DEVICE_CA_CERTIFICATE_IDS.split(',').map((id) => id.trim());
  return Object.freeze({
    tableName: TABLE_NAME,
    banTableName: BAN_TABLE_NAME,
    deviceCaCertificateIds: Object.freeze(ids.filter(Boolean)),
    // Whatever it doesn't know ends nobody's ownership.
    reprovision: isReprovision(REPROVISION) ? REPROVISION : 'never',
  });
}
