// The local stand-in of Amazon's root CA for IoT: it signs the certificates that AWS IoT itself issues.
import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { readOrMake } from './certificate-files.ts';
import { importSigningKey, makeCertificateAuthority, makeSerialNumber, signingAlgorithm } from './issue.ts';

// AWS's own certificates end here. [IOT: create-device-cert]
const notAfter = new Date(Date.UTC(2049, 11, 31, 23, 59, 59));

/**
 * A device certificate (PEM) from two minutes ago to the end of 2049. The CA is made at the first call, in
 * `<dataDir>/certificates/`. `now`: milliseconds since the epoch.
 */
export async function issueIotCertificate(
  dataDir: string,
  now: number,
  { subject, publicKey }: { subject: x509.JsonName; publicKey: x509.PublicKey | webcrypto.CryptoKey },
): Promise<string> {
  const authority = await readOrMake(join(dataDir, 'certificates'), 'iot-ca-', () =>
    makeCertificateAuthority('Lensgate local AWS IoT', { notBefore: new Date(0), notAfter }),
  );
  const issuer = new x509.X509Certificate(authority.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: makeSerialNumber(),
    subject,
    issuer: issuer.subjectName.toJSON(),
    notBefore: new Date(now - 2 * 60 * 1000),
    notAfter,
    publicKey,
    signingKey: await importSigningKey(authority.privateKey),
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return certificate.toString('pem');
}
