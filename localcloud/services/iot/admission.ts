// Whether a certificate may connect, decided at the MQTT CONNECT; and just-in-time registration of certificates seen for the first time.
// [JITR: the CONNECT packet triggers registration, not the TLS handshake; the socket closes without CONNACK]
import { X509Certificate } from 'node:crypto';
import type { CloudContext } from '../../core/cloud-context.ts';
import { newCertificate } from './certificates.ts';
import type { IotMessage } from './messages.ts';
import type { CaCertificateRecord, CertificateRecord } from './records.ts';
import type { IotState } from './state.ts';
import { certificateIdOf, isIssuedBy } from './x509.ts';

export type Admission =
  | { readonly admitted: true; readonly certificate: CertificateRecord }
  | { readonly admitted: false; readonly reason: string };

/** Publishes as AWS does under `$aws/events/`. Resolves when what the rules will do is on disk. */
export type Publish = (message: IotMessage) => Promise<void>;

/** TLS has proved that the client holds the certificate's key; nothing else about the certificate is known yet. */
export async function admit(
  cloud: CloudContext,
  state: IotState,
  publish: Publish,
  certificate: X509Certificate,
): Promise<Admission> {
  const certificateId = certificateIdOf(certificate);
  const known = state.certificates.get(certificateId);
  const now = cloud.clock.now();
  if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) {
    return refused(
      `certificate ${certificateId} is valid from ${certificate.validFrom} to ${certificate.validTo} only`,
    );
  }
  if (known?.status === 'ACTIVE') return { admitted: true, certificate: known };
  if (known?.status === 'PENDING_ACTIVATION') {
    await announce(cloud, publish, known, String(known.createdAt));
    return refused(`certificate ${certificateId} is pending activation`);
  }
  if (known) return refused(`certificate ${certificateId} is ${known.status}`);
  return await register(cloud, state, publish, certificate);
}

/**
 * No await before both records are put: of any number of simultaneous first connections one registers, the others find the
 * certificate pending; and certificate and event reach the disk together or not at all.
 */
async function register(
  cloud: CloudContext,
  state: IotState,
  publish: Publish,
  certificate: X509Certificate,
): Promise<Admission> {
  const issuer = state.caCertificates.values().find((ca) => acceptsFrom(ca, certificate, cloud.clock.now()));
  if (!issuer) {
    return refused('the certificate is unknown, and no ACTIVE CA certificate with auto-registration has issued it');
  }
  const record = newCertificate(cloud, certificate, issuer.certificateId, 'PENDING_ACTIVATION');
  const stored = state.certificates.put(record.certificateId, record);
  await Promise.all([stored, announce(cloud, publish, record, null)]);
  return refused(`certificate ${record.certificateId} has just registered itself and is pending activation`);
}

function acceptsFrom(ca: CaCertificateRecord, certificate: X509Certificate, now: number): boolean {
  return (
    ca.status === 'ACTIVE' &&
    ca.autoRegistrationStatus === 'ENABLE' &&
    ca.notBefore <= now &&
    now <= ca.notAfter &&
    isIssuedBy(certificate, new X509Certificate(ca.pem))
  );
}

// [JITR payload: certificateRegistrationTimestamp is null on the first event, a string of milliseconds on later ones]
function announce(
  cloud: CloudContext,
  publish: Publish,
  { certificateId, caCertificateId, status }: CertificateRecord,
  certificateRegistrationTimestamp: string | null,
): Promise<void> {
  const event = {
    certificateId,
    caCertificateId,
    timestamp: cloud.clock.now(),
    certificateStatus: status,
    awsAccountId: cloud.accountId,
    certificateRegistrationTimestamp,
  };
  return publish({
    topic: `$aws/events/certificates/registered/${caCertificateId}`,
    payload: Buffer.from(JSON.stringify(event)),
  });
}

function refused(reason: string): Admission {
  return { admitted: false, reason };
}
