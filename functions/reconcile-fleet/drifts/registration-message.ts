// What AWS IoT would say of a certificate if its camera knocked now. StartProvisioning decides what comes of it.
import type { CertificateSeen } from '../inventory.ts';
import type { Surroundings } from './finder.ts';

export const registrationMessage = (
  certificateId: string,
  { caCertificateId }: Pick<CertificateSeen, 'caCertificateId'>,
  { now }: Pick<Surroundings, 'now'>,
): object => ({
  certificateId,
  caCertificateId,
  timestamp: now,
  certificateStatus: 'PENDING_ACTIVATION',
});
