// Why a camera is refused. The state machine matches these names; it never retries one, and shows its message to the admin.

/** What is known so far of the camera that is refused. */
export interface Subject {
  readonly cameraName?: string;
  readonly serialNumber?: string;
}

export class Refusal extends Error {
  constructor(
    message: string,
    readonly subject: Subject = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The input isn't `{ certificateId, caCertificateId }`. */
export class InvalidInputError extends Refusal {
  override readonly name = 'InvalidInputError';
}

/** The certificate was withdrawn, or activated by somebody else than us. */
export class CertificateNotPendingError extends Refusal {
  override readonly name = 'CertificateNotPendingError';
}

/** Somebody banned it: it was stolen, or its CA doesn't stand by it any more. The workflow makes it INACTIVE. */
export class CertificateBannedError extends Refusal {
  override readonly name = 'CertificateBannedError';
}

/** Another CA than the event says, or one that the settings don't list. */
export class WrongIssuerError extends Refusal {
  override readonly name = 'WrongIssuerError';
}

/** The certificate can't be read, or its subject doesn't name exactly one valid serial number. */
export class InvalidSubjectError extends Refusal {
  override readonly name = 'InvalidSubjectError';
}

/** Expired, or not valid yet. */
export class CertificateExpiredError extends Refusal {
  override readonly name = 'CertificateExpiredError';
}

/** The maker's manifest doesn't have this serial number. */
export class UnknownSerialNumberError extends Refusal {
  override readonly name = 'UnknownSerialNumberError';
}

/** The manifest has it, but says something that can't be done. */
export class InvalidManifestEntryError extends Refusal {
  override readonly name = 'InvalidManifestEntryError';
}

/** The name is taken by another camera, or by this one with another certificate. */
export class CameraAlreadyRegisteredError extends Refusal {
  override readonly name = 'CameraAlreadyRegisteredError';
}

/** Its record says that a workflow is taking something away from it: nothing of that may end up in what begins now. */
export class CameraBusyError extends Refusal {
  override readonly name = 'CameraBusyError';
}

/** As Step Functions is to tell it: of an error it knows nothing but name and message, so the message carries the fields. */
export function inCause(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const told = new Error(JSON.stringify({ message: error.message, ...error.subject }));
  return Object.assign(told, { name: error.name, stack: error.stack });
}
