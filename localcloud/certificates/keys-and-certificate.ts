// A key pair with its certificate, as AWS IoT makes one for a device that cannot make its own.
import 'reflect-metadata';
import { generateKeyPair, webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';
import { readOrMake } from './certificate-files.ts';
import { importSigningKey, makeCertificateAuthority, makeSerialNumber, signingAlgorithm } from './issue.ts';

export interface KeysAndCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
  /** PEM, PKCS #1. It goes to the caller and is written nowhere. */
  readonly privateKey: string;
}

// AWS's own certificates end here. [IOT: create-device-cert]
const notAfter = new Date(Date.UTC(2049, 11, 31, 23, 59, 59));

/**
 * A 2,048-bit RSA key and a certificate for it, issued by a CA of the local cloud's own in `<dataDir>/certificates/`.
 * `now`: milliseconds since the epoch.
 */
export async function makeKeysAndCertificate(dataDir: string, now: number): Promise<KeysAndCertificate> {
  const authority = await readOrMake(join(dataDir, 'certificates'), 'iot-ca-', () =>
    makeCertificateAuthority('Lensgate local AWS IoT', { notBefore: new Date(0), notAfter }),
  );
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const issuer = new x509.X509Certificate(authority.certificate);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: makeSerialNumber(),
    subject: [{ CN: ['AWS IoT Certificate'] }],
    issuer: issuer.subjectName.toJSON(),
    notBefore: new Date(now - 2 * 60 * 1000),
    notAfter,
    publicKey: await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
    signingKey: await importSigningKey(authority.privateKey),
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return {
    certificate: certificate.toString('pem'),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
  };
}
