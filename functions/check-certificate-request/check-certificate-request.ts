// Whether AWS IoT may sign what a camera asks for: its own serial number, a good key, and not the one that it has.
import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { validateCertificateRequest } from '../../events/index.ts';

/** A camera has worded its request wrongly, or asks for what isn't its. Never retried. */
export class CertificateRequestRefusedError extends Error {
  override readonly name = 'CertificateRequestRefusedError';
}

export interface CheckCertificateRequestInput {
  /** PKCS #10 in PEM. */
  readonly certificateSigningRequest: string;
  /** Of the camera's record. */
  readonly serialNumber: string;
  /** PEM of the certificate that it is in service with. */
  readonly certificatePem: string;
}

const serialNumberOid = '2.5.4.5';
const shortestRsaBits = 2048;
/** As OpenSSL names P-256, P-384 and P-521. [CreateCertificateFromCsr] */
const curves = ['prime256v1', 'secp384r1', 'secp521r1'];

/**
 * Nothing in it is a secret.
 * @throws CertificateRequestRefusedError
 */
export async function checkCertificateRequest(input: CheckCertificateRequestInput): Promise<void> {
  const { certificateSigningRequest, serialNumber, certificatePem } = input;
  const request = readRequest(certificateSigningRequest);
  const found = request.subjectName.getField(serialNumberOid);
  if (found.length !== 1 || found[0] !== serialNumber) {
    throw new CertificateRequestRefusedError(
      `The request's subject must have the attribute serialNumber (2.5.4.5) exactly once, with the serial number that the camera is registered with.`,
    );
  }
  const key = keyOf(request);
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const isGood =
    (key.asymmetricKeyType === 'rsa' && modulusLength >= shortestRsaBits) ||
    (key.asymmetricKeyType === 'ec' && curves.includes(namedCurve));
  if (!isGood) {
    throw new CertificateRequestRefusedError(
      `The request's key must be EC on P-256, P-384 or P-521, or RSA of at least ${shortestRsaBits} bits.`,
    );
  }
  if (!(await request.verify().catch(() => false))) {
    throw new CertificateRequestRefusedError("The request isn't signed by the key that it names.");
  }
  if (key.equals(new X509Certificate(certificatePem).publicKey)) {
    throw new CertificateRequestRefusedError(
      "The request is for the camera's present key: a new certificate needs a new key.",
    );
  }
}

function readRequest(pem: string): x509.Pkcs10CertificateRequest {
  try {
    const { certificateSigningRequest } = validateCertificateRequest({ certificateSigningRequest: pem });
    return new x509.Pkcs10CertificateRequest(certificateSigningRequest);
  } catch {
    throw new CertificateRequestRefusedError('The request is no PKCS #10 certificate signing request in PEM.');
  }
}

function keyOf(request: x509.Pkcs10CertificateRequest): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
  } catch {
    throw new CertificateRequestRefusedError('The request has no public key that can be read.');
  }
}
