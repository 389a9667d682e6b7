// A batch of what cameras say: each message is heard only when the certificate behind it is the one that the camera's record names, and not banned.
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { ToCloud } from '../../events/camera-topics.ts';
import { InvalidEventError } from '../../events/index.ts';
import { readCameraMessage, UnheardError } from '../../events/messages/camera-message.ts';
import { getCameraRecord, type CameraRecord } from '../../records/camera-record.ts';
import { errorFields } from '../shared/log.ts';
import type { Table } from '../../records/camera-table.ts';
import { getBan } from '../../records/certificate-ban.ts';
import { isNamedBy } from '../../records/named-certificates.ts';
import { readIssuerAndSerial } from '../../records/issued-certificate.ts';
import type { HearCameraDependencies } from './dependencies.ts';
import { hearCertificateRequest } from './hear-certificate-request.ts';
import { hearFactoryReset } from './hear-factory-reset.ts';
import { hearPairing } from './hear-pairing.ts';
import { hearSetup } from './hear-setup.ts';
import type { Hear } from './heard.ts';

const inService: readonly (string | undefined)[] = ['ACTIVE', 'ROTATING'];

const hearers: { readonly [Kind in ToCloud]: Hear<Kind> } = {
  setup: hearSetup,
  'factory-reset': hearFactoryReset,
  pairing: hearPairing,
  'certificate-request': hearCertificateRequest,
};

/**
 * Needs ReportBatchItemFailures: what failed is delivered again, and ends in the dead-letter queue. What a camera has worded wrongly, or
 * may not say, doesn't: or it could fill that queue.
 */
export async function hearCamera(
  { Records: records }: SQSEvent,
  dependencies: HearCameraDependencies,
): Promise<SQSBatchResponse> {
  const { log } = dependencies;
  const failures = await Promise.all(records.map(handle));
  return { batchItemFailures: failures.flat() };

  async function handle({ messageId, body }: SQSRecord): Promise<SQSBatchItemFailure[]> {
    try {
      log.info('camera heard', { messageId, ...(await hear(body)) });
      return [];
    } catch (error) {
      // Neither message quotes what the camera has said.
      if (error instanceof InvalidEventError || error instanceof UnheardError) {
        log.warn('camera not heard', { messageId, ...errorFields(error) });
        return [];
      }
      log.error('camera message failed', { messageId, ...errorFields(error) });
      return [{ itemIdentifier: messageId }];
    }
  }

  async function hear(body: string): Promise<Record<string, unknown>> {
    const { cameraName, kind, certificateId, ...said } = readCameraMessage(body);
    const listen: Hear<ToCloud> = hearers[kind];
    const camera = await getCameraRecord(dependencies, cameraName);
    if (!camera || !isNamedBy(camera, certificateId) || !inService.includes(camera.status)) {
      throw new UnheardError(
        `The record of ${cameraName} doesn't name certificate ${certificateId} as one in service.`,
      );
    }
    if (await isBanned(dependencies.bans, camera, certificateId)) {
      throw new UnheardError(`Certificate ${certificateId} of ${cameraName} is banned.`);
    }
    return { cameraName, kind, outcome: await listen({ camera, ...said }, dependencies) };
  }
}

/** A certificate of a renewal was made for whoever held the one before: it falls with the present one. */
async function isBanned(bans: Table, camera: CameraRecord, spokenWith: string): Promise<boolean> {
  const issued = readIssuerAndSerial(camera.issuerAndSerial);
  const asked = await Promise.all([
    ...[...new Set([camera.certificateId, spokenWith])].map((certificateId) => getBan(bans, { certificateId })),
    issued && getBan(bans, issued),
  ]);
  return asked.some((ban) => ban !== undefined);
}
