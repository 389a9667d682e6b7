// Which camera is behind this certificate, and do we want it? The answer drives the rest of the registration.
import { DescribeCertificateCommand, type IoTClient } from '@aws-sdk/client-iot';
import { getCameraRecordLeniently } from '../../records/camera-record.ts';
import { manifestKey } from '../../records/camera-table.ts';
import { firstEpochOf } from '../../records/epoch.ts';
import { getTombstone } from '../../records/tombstone.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { getItem } from '../../records/get-item.ts';
import { issuerAndSerialText } from '../../records/issued-certificate.ts';
import type { LookUpCertificate } from '../shared/certificate-bans.ts';
import { errorFields, type Log } from '../shared/log.ts';
import { checkIssuer, checkNotBanned, checkStatus } from './certificate-standing.ts';
import { readDeviceCertificate } from './device-certificate.ts';
import type { IdentifyCameraSettings } from './environment.ts';
import { formerRegistration, isOwnRegistration, type FormerRegistration } from './existing-registration.ts';
import { readInput } from './identify-camera-input.ts';
import { checkManifestEntry } from './manifest-entry.ts';

export interface IdentifyCameraDependencies extends Omit<IdentifyCameraSettings, 'banTableName'> {
  readonly iot: Pick<IoTClient, 'send'>;
  readonly client: DocumentClient;
  readonly lookUp: LookUpCertificate;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** Absent fields are absent, not null: `$exists()` in the definition. */
export interface IdentifiedCamera {
  readonly cameraName: string;
  /** Who owns it first. The definition knows the owner by this name, and executions that run across a deployment know no other. */
  readonly ownerId?: string;
  readonly displayName?: string;
  readonly serialNumber: string;
  readonly certificateId: string;
  readonly certificateArn: string;
  /** Seconds since the epoch. */
  readonly certificateExpiresAt: number;
  /** As the record keeps it (records/issued-certificate.ts). */
  readonly issuerAndSerial?: string;
  /** With which a new record begins: digits as text, because JSONata's text of a large number isn't certain. */
  readonly epoch: string;
  /** What has to give way first. */
  readonly replaces?: FormerRegistration;
}

/** Rejects with one of the named refusals, or with the SDK's error when AWS could not answer. One line in the log either way. */
export async function identifyCamera(
  input: unknown,
  dependencies: IdentifyCameraDependencies,
): Promise<IdentifiedCamera> {
  const { log } = dependencies;
  try {
    const camera = await identify(input, dependencies);
    const { cameraName, serialNumber, certificateId } = camera;
    log.info('camera identified', { cameraName, serialNumber, certificateId });
    return camera;
  } catch (error) {
    log.warn('camera not identified', errorFields(error));
    throw error;
  }
}

async function identify(input: unknown, dependencies: IdentifyCameraDependencies): Promise<IdentifiedCamera> {
  const event = readInput(input);
  const { certificateId } = event;
  const description = await dependencies.iot.send(new DescribeCertificateCommand({ certificateId }));
  const certificate = { ...description.certificateDescription, certificateId };
  checkIssuer(certificate, event, dependencies);
  const { issued, ban } = await dependencies.lookUp(certificate);
  checkNotBanned(certificateId, ban);
  checkStatus(certificate, true);
  const { serialNumber, expiresAt } = readDeviceCertificate(certificate.certificatePem, dependencies.now());

  const item = await getItem(dependencies, manifestKey(serialNumber));
  const entry = checkManifestEntry(serialNumber, item);
  const { cameraName, owner, displayName } = entry;
  const [record, tombstone] = await Promise.all([
    getCameraRecordLeniently(dependencies, cameraName),
    getTombstone(dependencies, cameraName),
  ]);
  const registrant = { cameraName, serialNumber, certificateId };
  const allowed = { ...entry, reprovision: entry.reprovision ?? dependencies.reprovision };
  const replaces = formerRegistration(record, registrant, allowed);
  const registered = replaces === undefined && isOwnRegistration(record, registrant);
  checkStatus(certificate, registered, { cameraName, serialNumber });

  // Who owns a registered camera stands in its record. One that its owner released must not become theirs again, nor one of
  // which a former life ends.
  return {
    cameraName,
    ...(owner !== undefined && !registered && !replaces && { ownerId: owner }),
    ...(displayName !== undefined && { displayName }),
    serialNumber,
    certificateId,
    certificateArn: certificate.certificateArn!,
    certificateExpiresAt: expiresAt,
    ...(issued && { issuerAndSerial: issuerAndSerialText(issued) }),
    epoch: String(firstEpochOf(event, Math.max(tombstone?.epoch ?? 0, replaces ? Number(replaces.epoch) : 0))),
    ...(replaces && { replaces }),
  };
}
