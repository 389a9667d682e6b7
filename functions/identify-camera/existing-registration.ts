// A name that is registered already: by this very certificate (a re-run), by what this camera comes in the place of, or by somebody else.
import type { LenientCameraRecord } from '../../records/camera-record.ts';
import type { ManifestEntry } from '../../records/manifest-entry.ts';
import type { Reprovision } from './environment.ts';
import { CameraAlreadyRegisteredError, CameraBusyError } from './refusals.ts';

export interface Registrant {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly certificateId: string;
}

/** A registration that has to give way before this one begins. */
export interface FormerRegistration {
  readonly serialNumber: string;
  readonly certificateId: string;
  /** Digits, as the workflow's input has them. */
  readonly epoch: string;
  /** The life goes on with another certificate: owner, shares and epoch stay. Else it ends. */
  readonly livesOn: boolean;
}

/** What the maker allows: `replaces` is for other hardware, `reprovision` for the same one with another certificate. */
export type Allowed = Pick<ManifestEntry, 'replaces'> & { readonly reprovision: Reprovision };

/**
 * Undefined where nothing is registered under the name, or nothing that may be replaced, or it can't be told.
 * @throws CameraBusyError where a life is to go on of which a workflow is just taking something away
 */
export function formerRegistration(
  record: LenientCameraRecord | undefined,
  registrant: Registrant,
  { reprovision, replaces }: Allowed,
): FormerRegistration | undefined {
  const { serialNumber, certificateId, epoch } = record ?? {};
  if (serialNumber === undefined || certificateId === undefined || epoch === undefined) return undefined;
  if (certificateId === registrant.certificateId) return undefined;
  const isSameCamera = serialNumber === registrant.serialNumber;
  const livesOn = isSameCamera ? reprovision === 'migrate' : replaces === serialNumber;
  if (!livesOn && !(isSameCamera && reprovision === 'reset')) return undefined;
  if (livesOn) refuseBusy(record, registrant, ['RETIRING', 'ROTATING']);
  return { serialNumber, certificateId, epoch: String(epoch), livesOn };
}

/**
 * True when the record is this registrant's own, false when there is none.
 * @throws CameraAlreadyRegisteredError when it is of another serial number or certificate, CameraBusyError
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
        `If this is to take the place of that one: lensgate camera replace --camera ${cameraName} --serial ${serialNumber}. ` +
        'Otherwise give one of them another name in the manifest, or retire the registered camera first.',
      { cameraName, serialNumber },
    );
  }
  if (registered.certificateId !== certificateId) {
    throw new CameraAlreadyRegisteredError(
      `Camera ${cameraName} (serial number ${serialNumber}) is registered with certificate ${registered.certificateId}, and now came with ${certificateId}. ` +
        'Neither its manifest entry nor the settings let it (reprovision is never). ' +
        `If it is the same camera and keeps its owner: lensgate manifest add --serial ${serialNumber} --camera ${cameraName} --reprovision migrate. ` +
        'If it is to begin anew, retire it first, or say reset there. If neither, somebody copied its serial number.',
      { cameraName, serialNumber },
    );
  }
  refuseBusy(record, registrant, ['RETIRING', 'REPLACING']);
  return true;
}

type Busy = 'RETIRING' | 'ROTATING' | 'REPLACING';

const busyWith: Readonly<Record<Busy, (cameraName: string) => string>> = {
  RETIRING: (camera) =>
    `is being retired. If that came to no end: lensgate camera retire --camera ${camera}, and it goes on.`,
  ROTATING: (camera) =>
    `gets another channel at this moment. If that came to no end: lensgate camera end-sessions --camera ${camera}, and it goes on.`,
  REPLACING: () => 'is being replaced by a camera with another certificate, so this one is no good any more.',
};

function refuseBusy(
  record: LenientCameraRecord | undefined,
  { cameraName, serialNumber }: Registrant,
  statuses: readonly Busy[],
): void {
  const status = statuses.find((one) => one === record?.status);
  if (status === undefined) return;
  throw new CameraBusyError(
    `Camera ${cameraName} (serial number ${record?.serialNumber ?? '?'}) ${busyWith[status](cameraName)}`,
    { cameraName, serialNumber },
  );
}
