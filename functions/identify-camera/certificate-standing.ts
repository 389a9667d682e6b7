// What is said about the certificate: who issued it, whether it is banned, and in which state it is.
import type { CertificateDescription } from '@aws-sdk/client-iot';
import type { CertificateBan } from '../../records/certificate-ban.ts';
import type { IdentifyCameraSettings } from './environment.ts';
import type { IdentifyCameraInput } from './identify-camera-input.ts';
import { CertificateBannedError, CertificateNotPendingError, WrongIssuerError, type Subject } from './refusals.ts';

/** @throws WrongIssuerError unless it is the event's CA, and one that we take */
export function checkIssuer(
  { caCertificateId: issuer }: CertificateDescription,
  input: IdentifyCameraInput,
  { deviceCaCertificateIds: allowed }: Pick<IdentifyCameraSettings, 'deviceCaCertificateIds'>,
): void {
  if (issuer !== input.caCertificateId) {
    throw new WrongIssuerError(
      `Certificate ${input.certificateId} was issued by CA ${issuer ?? '(none)'}, but the registration event names CA ${input.caCertificateId}. ` +
        'Find out who sent that event; AWS IoT would not.',
    );
  }
  if (allowed.length > 0 && !allowed.includes(issuer)) {
    throw new WrongIssuerError(
      `Certificate ${input.certificateId} was issued by CA ${issuer}; only cameras of ${allowed.join(', ')} are taken. ` +
        "If it is one of yours, add its certificate to deviceCaCertificates in the stage's settings and deploy.",
    );
  }
}

/** @throws CertificateBannedError */
export function checkNotBanned(certificateId: string, ban: CertificateBan | undefined): void {
  if (ban === undefined) return;
  throw new CertificateBannedError(
    `Certificate ${certificateId} is banned${ban.reason === undefined ? '' : ` (${ban.reason})`}, and is made INACTIVE. ` +
      'Give the camera a new certificate. Who banned it, and how it is taken back: lensgate certificates banned.',
  );
}

/**
 * Pending, or active because our own registration activated it and is being run again.
 * @param mayBeActive the camera's record names this very certificate, or that isn't known yet
 * @throws CertificateNotPendingError
 */
export function checkStatus(
  { certificateId, status }: CertificateDescription,
  mayBeActive: boolean,
  subject: Subject = {},
): void {
  if (status === 'PENDING_ACTIVATION' || (status === 'ACTIVE' && mayBeActive)) return;
  throw new CertificateNotPendingError(
    `Certificate ${certificateId ?? '?'} is ${status ?? '?'}; only a certificate that is PENDING_ACTIVATION can register a camera. ` +
      (status === 'ACTIVE'
        ? 'Somebody activated it outside the registration: delete it in AWS IoT, and let the camera connect again.'
        : 'If it was withdrawn by mistake, delete it in AWS IoT, and let the camera connect again.'),
    subject,
  );
}
