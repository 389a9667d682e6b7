// Which certificate it is, as its CA knows it: by the key that signed it, and the X.509 serial number.
import { createHash, X509Certificate } from 'node:crypto';

/** The X.509 serial number is the CA's own number of a certificate; the serial number in its subject is the camera's. */
export interface IssuerAndSerial {
  /** SHA-256 of the CA's public key (SPKI in DER), 64 hexadecimal digits. */
  readonly issuerKey: string;
  /** As `serialByValue` gives it. */
  readonly x509SerialNumber: string;
}

/**
 * The key and not the name: several CAs may have the same subject, names are spelled in several ways, and a CA that is certified
 * anew is still the same. Throws what is thrown for text that is no certificate.
 */
export function issuerKeyOf(caCertificatePem: string): string {
  const { publicKey } = new X509Certificate(caCertificatePem);
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** In one attribute of the camera's record. */
export const issuerAndSerialText = ({ issuerKey, x509SerialNumber }: IssuerAndSerial): string =>
  `${issuerKey}#${x509SerialNumber}`;

/** Undefined for an attribute that isn't there, or is none. */
export function readIssuerAndSerial(attribute: string | undefined): IssuerAndSerial | undefined {
  const [, issuerKey, x509SerialNumber] = /^([0-9a-f]{64})#(-?[0-9a-f]+)$/.exec(attribute ?? '') ?? [];
  return issuerKey === undefined || x509SerialNumber === undefined ? undefined : { issuerKey, x509SerialNumber };
}

/** Throws what is thrown for text that is no certificate. */
export function issuerAndSerialOf(certificatePem: string, issuerKey: string): IssuerAndSerial {
  const { serialNumber } = new X509Certificate(certificatePem);
  const x509SerialNumber = serialByValue(serialNumber);
  if (x509SerialNumber === undefined) throw new TypeError(`No X.509 serial number: ${serialNumber}`);
  return { issuerKey, x509SerialNumber };
}

/**
 * One spelling for one number: lower-case hexadecimal digits without leading zeros. Takes what tools print: `0A:FF`, `0x0aff`, `00 0A FF`.
 * Undefined for what is none.
 */
export function serialByValue(text: string): string | undefined {
  const [, sign, digits] = /^(-?)(?:0x)?([0-9a-f]+)$/i.exec(text.replaceAll(/[: ]/g, '')) ?? [];
  if (digits === undefined) return undefined;
  const value = digits.toLowerCase().replace(/^0+(?=.)/, '');
  if (value.length > mostDigits) return undefined;
  return `${value === '0' ? '' : sign}${value}`;
}

// [RFC 5280, 4.1.2.2: at most 20 octets; some CAs take more]
const mostDigits = 64;

/** By value, of the content of a DER INTEGER: its first bit is the sign. */
export function serialOfDer(content: Uint8Array): string {
  const unsigned = BigInt(`0x${Buffer.from(content).toString('hex') || '0'}`);
  const isNegative = ((content[0] ?? 0) & 0x80) !== 0;
  const value = isNegative ? unsigned - (1n << BigInt(8 * content.length)) : unsigned;
  return value.toString(16);
}
