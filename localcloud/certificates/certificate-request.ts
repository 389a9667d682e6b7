// A device's certificate signing request, and whether AWS IoT signs such a one. [API: CreateCertificateFromCsr]
import 'reflect-metadata';
import { createPublicKey, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export interface CertificateRequest {
  readonly subject: x509.JsonName;
  readonly publicKey: x509.PublicKey;
}

/** Its message says what is wrong with the request. */
export class InvalidCertificateRequest extends Error {
  override readonly name = 'InvalidCertificateRequest';
}

const longestPem = 4096;
const shortestRsaBits = 2048;
/** As OpenSSL names P-256, P-384 and P-521. */
const curves = ['prime256v1', 'secp384r1', 'secp521r1'];

/** Throws InvalidCertificateRequest. */
export async function readCertificateRequest(pem: string): Promise<CertificateRequest> {
  if (pem.length > longestPem) throw new InvalidCertificateRequest(`it is longer than ${longestPem} characters`);
  let request: x509.Pkcs10CertificateRequest;
  let key: KeyObject;
  try {
    request = new x509.Pkcs10CertificateRequest(pem);
    key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
  } catch {
    throw new InvalidCertificateRequest('it is not a PEM-encoded PKCS #10 certificate signing request');
  }
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const isGood =
    (key.asymmetricKeyType === 'rsa' && modulusLength >= shortestRsaBits) ||
    (key.asymmetricKeyType === 'ec' && curves.includes(namedCurve));
  if (!isGood) {
    throw new InvalidCertificateRequest(
      `its key must be RSA of at least ${shortestRsaBits} bits, or EC on P-256, P-384 or P-521`,
    );
  }
  if (!(await request.verify().catch(() => false))) {
    throw new InvalidCertificateRequest('it is not signed by the key that it names');
  }
  return { subject: request.subjectName.toJSON(), publicKey: request.publicKey };
}
