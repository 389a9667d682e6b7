// Device certificates as a factory makes them, and as it should not.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

/** OID of the subject attribute serialNumber. */
export const serialNumberOid = '2.5.4.5';

/** PEM of a certificate with this subject: one object per RDN. */
export async function certificatePem(
  subject: x509.JsonName,
  validity: { notBefore?: Date; notAfter?: Date } = {},
): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: 'c0ffee', // of X.509: must not be taken for the camera's
      name: subject,
      notBefore: validity.notBefore ?? new Date('2026-01-01T00:00:00Z'),
      notAfter: validity.notAfter ?? new Date('2036-01-01T00:00:00Z'),
      signingAlgorithm: algorithm,
      keys,
    },
    webcrypto as Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[1],
  );
  return certificate.toString('pem');
}
