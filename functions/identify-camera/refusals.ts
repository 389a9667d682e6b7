// Why a camera is refused. The state machine matches these names; it never retries one, and shows its message to the admin.

/** The input isn't `{ certificateId, caCertificateId }`. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
}

/** The certificate was withdrawn, or activated by somebody else than us. */
export class CertificateNotPendingError extends Error {
  override readonly name = 'CertificateNotPendingError';
}

/** Another CA than the event says, or one that the settings don't list. */
export class WrongIssuerError extends Error {
  override readonly name = 'WrongIssuerError';
}

/** The certificate can't be read, or its subject doesn't name exactly one valid serial number. */
export class InvalidSubjectError extends Error {
  override readonly name = 'InvalidSubjectError';
}

/** Expired, or not valid yet. */
export class CertificateExpiredError extends Error {
  override readonly name = 'CertificateExpiredError';
}

/** The maker's manifest doesn't have this serial number. */
export class UnknownSerialNumberError extends Error {
  override readonly name = 'UnknownSerialNumberError';
}

/** The manifest has it, but says something that can't be done. */
export class InvalidManifestEntryError extends Error {
  override readonly name = 'InvalidManifestEntryError';
}

/** The name is taken by another camera, or by this one with another certificate. */
export class CameraAlreadyRegisteredError extends Error {
  override readonly name = 'CameraAlreadyRegisteredError';
}

/** Its record says that it is being undone: nothing of the old life may end up in a new one. */
export class CameraRetiringError extends Error {
  override readonly name = 'CameraRetiringError';
}
