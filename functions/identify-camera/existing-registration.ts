// A name that is registered already: by this very certificate (a re-run), by a former life of this camera, or by somebody else.
import type { LenientCameraRecord } from '../../records/camera-record.ts';
import type { Reprovision } from './environment.ts';
import { CameraAlreadyRegisteredError, CameraRetiringError } from './refusals.ts';

export interface Registrant {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly certificateId: string;
}

/** A life that ends when its camera comes with a new certificate. */
export interface FormerLife {
  readonly certificateId: string;
  /** Digits, as the workflow's input has them. */
  readonly epoch: string;
}

/** What of this camera is registered with another certificate; undefined where that isn't to be replaced, or can't be told. */
export function formerLife(
  record: LenientCameraRecord | undefined,
  { serialNumber, certificateId }: Registrant,
  reprovision: Reprovision,
): FormerLife | undefined {
  const { certificateId: former, epoch } = record ?? {};
  if (reprovision !== 'reset' || record?.serialNumber !== serialNumber) return undefined;
  if (former === undefined || former === certificateId || epoch === undefined) return undefined;
  return { certificateId: former, epoch: String(epoch) };
}

/**
 * True when the record is this registrant's own, false when there is none.
 * @throws CameraAlreadyRegisteredError when it is of another serial number or certificate, CameraRetiringError
 */
export function isOwnRegistration(record: LenientCameraRecord | undefined, registrant: Registrant): boolean {
  if (!record) return false;
  const { cameraName, serialNumber, certificateId } = registrant;
  // A record that can't be read is somebody else's.
  const registered = {
    serialNumber: record.serialNumber ?? '(none)',
    certificateId: record.certificateId ?? '(none)',
  };
  if (registered.serialNumber !== serialNumber) {
    throw new CameraAlreadyRegisteredError(
      `Camera ${cameraName} is registered with serial number ${registered.serialNumber}, and the manifest gives the same name to ${serialNumber}. ` +
        'Give one of them another name in the manifest, or retire the registered camera first.',
      { cameraName, serialNumber },
    );
  }
  if (registered.certificateId !== certificateId) {
    throw new CameraAlreadyRegisteredError(
      `Camera ${cameraName} (serial number ${serialNumber}) is registered with certificate ${registered.certificateId}, and now came with ${certificateId}. ` +
        'If it is the same camera with a new certificate, retire it first (the setting reprovision: reset does so by itself); if not, somebody copied its serial number.',
      { cameraName, serialNumber },
    );
  }
  if (record.status === 'RETIRING') {
    throw new CameraRetiringError(
      `Camera ${cameraName} (serial number ${serialNumber}) is being retired. ` +
        `If that came to no end: lensgate camera retire --camera ${cameraName}, and it goes on.`,
      { cameraName, serialNumber },
    );
  }
  return true;
}
