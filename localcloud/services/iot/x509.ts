// What AWS IoT reads from a certificate: its id, who issued it, when it is valid. Signatures are checked by node:crypto.
import { createHash, X509Certificate } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';

/** Lower-case hex SHA-256 of the DER: certificate ids of AWS IoT, of CA certificates too. */
export function certificateIdOf(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('hex');
}

/** Throws CertificateValidationException (400). */
export function parseCertificate(memberName: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new AwsError('CertificateValidationException', `${memberName} is not a PEM-encoded X.509 certificate`);
  }
}

export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Milliseconds since the epoch. */
export function validityOf(certificate: X509Certificate): { notBefore: number; notAfter: number } {
  return { notBefore: Date.parse(certificate.validFrom), notAfter: Date.parse(certificate.validTo) };
}
