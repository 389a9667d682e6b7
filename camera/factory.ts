// A camera's birth: it makes its own key and a CSR, and the maker's device CA signs. The key never leaves the camera (D5).
import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export interface CameraIdentity {
  /** PEM: the camera's own certificate. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

/** The device CA, as PEM texts. The key may be EC (P-256, P-384) or RSA. */
export interface DeviceCa {
  readonly certificate: string;
  readonly privateKey: string;
}

const serialNumberOid = '2.5.4.5';
const serialNumberPattern = /^[A-Za-z0-9._:-]{1,64}$/;
const noExpiry = new Date(Date.UTC(9999, 11, 31, 23, 59, 59));

/** Key, CSR and certificate in one go: what happens on the production line. Throws InvalidSerialNumber. */
export async function makeCameraIdentity(serialNumber: string, deviceCa: DeviceCa): Promise<CameraIdentity> {
  const { privateKey, csr } = await makeKeyAndCsr(serialNumber);
  return { certificate: await signCsr(csr, deviceCa), privateKey };
}

/** The camera's half: an EC P-256 key, and a CSR that carries the serial number as subject attribute 2.5.4.5 and as CN. */
export async function makeKeyAndCsr(serialNumber: string): Promise<{ privateKey: string; csr: string }> {
  if (!serialNumberPattern.test(serialNumber)) throw new InvalidSerialNumber(serialNumber);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [serialNumber] }, { [serialNumberOid]: [serialNumber] }],
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { privateKey: x509.PemConverter.encode(der, 'PRIVATE KEY'), csr: request.toString('pem') };
}

/**
 * The factory's half: the device CA signs a CSR. Valid from the CA's own beginning (a camera's clock may be anything)
 * without an end, as initial device identities are. [IEEE 802.1AR, 8.7]
 */
export async function signCsr(
  csr: string,
  deviceCa: DeviceCa,
  validity: { notBefore?: Date; notAfter?: Date } = {},
): Promise<string> {
  const request = new x509.Pkcs10CertificateRequest(csr);
  if (!(await request.verify())) throw new Error('the CSR is not signed by the key that it names');
  const issuer = new x509.X509Certificate(deviceCa.certificate);
  const { signingKey, signingAlgorithm } = await importSigningKey(createPrivateKey(deviceCa.privateKey));
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: positiveSerialNumber(),
    subject: request.subjectName.toJSON(),
    issuer: issuer.subjectName.toJSON(),
    notBefore: validity.notBefore ?? issuer.notBefore,
    notAfter: validity.notAfter ?? noExpiry,
    publicKey: request.publicKey,
    signingKey,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return certificate.toString('pem');
}

export class InvalidSerialNumber extends Error {
  override readonly name = 'InvalidSerialNumber';
  constructor(serialNumber: string) {
    super(`The serial number ${JSON.stringify(serialNumber)} must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -`);
  }
}

async function importSigningKey(
  key: KeyObject,
): Promise<{ signingKey: webcrypto.CryptoKey; signingAlgorithm: { name: string; hash: string } }> {
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'P-384' : 'P-256' };
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  return { signingKey, signingAlgorithm: { name: algorithm.name, hash: 'SHA-256' } };
}

// Positive and of full length whatever the bytes. [RFC 5280, 4.1.2.2]
function positiveSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}
