// A name that is registered already: by this very certificate (a re-run), or by somebody else.
import type { LenientCameraRecord } from '../../records/camera-record.ts';
import { CameraAlreadyRegisteredError, CameraRetiringError } from './refusals.ts';

export interface Registrant {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly certificateId: string;
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
        'If it is the same camera with a new certificate, retire it first; if not, somebody copied its serial number.',
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
