// Which camera is behind this certificate, and do we want it? The answer drives the rest of the registration.
import { DescribeCertificateCommand, type IoTClient } from '@aws-sdk/client-iot';
import { GetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { cameraKey, manifestKey, type Item, type ItemKey } from '../../records/camera-table.ts';
import { errorFields, type Log } from '../shared/log.ts';
import { checkIssuer, checkStatus } from './certificate-standing.ts';
import { readDeviceCertificate } from './device-certificate.ts';
import type { IdentifyCameraSettings } from './environment.ts';
import { isOwnRegistration } from './existing-registration.ts';
import { readInput } from './identify-camera-input.ts';
import { readManifestEntry, type ManifestEntry } from './manifest-entry.ts';

export interface IdentifyCameraDependencies extends IdentifyCameraSettings {
  readonly iot: Pick<IoTClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** Absent fields are absent, not null: `$exists()` in the definition. */
export interface IdentifiedCamera extends ManifestEntry {
  readonly serialNumber: string;
  readonly certificateId: string;
  readonly certificateArn: string;
  /** Seconds since the epoch. */
  readonly certificateExpiresAt: number;
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
  const certificate = { certificateId, ...description.certificateDescription };
  checkIssuer(certificate, event, dependencies);
  checkStatus(certificate, true);
  const { serialNumber, expiresAt } = readDeviceCertificate(certificate.certificatePem, dependencies.now());

  const entry = readManifestEntry(serialNumber, await getItem(dependencies, manifestKey(serialNumber)));
  const { cameraName } = entry;
  const record = await getItem(dependencies, cameraKey(cameraName));
  const registered = isOwnRegistration(record, { cameraName, serialNumber, certificateId });
  checkStatus(certificate, registered);

  // Who owns a registered camera stands in its record. One that its owner released must not become theirs again.
  const { ownerId: _, ...withoutOwner } = entry;
  return {
    ...(registered ? withoutOwner : entry),
    serialNumber,
    certificateId,
    certificateArn: certificate.certificateArn!,
    certificateExpiresAt: expiresAt,
  };
}

async function getItem({ dynamodb, tableName }: IdentifyCameraDependencies, key: ItemKey): Promise<Item | undefined> {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
  return Item;
}
