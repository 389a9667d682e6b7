// Which certificate is meant: by its id in AWS IoT or its file, or by the CA that issued it and its X.509 serial number.
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Banned } from '../../records/certificate-ban.ts';
import { issuerKeyOf, serialByValue } from '../../records/issued-certificate.ts';
import { UsageError } from '../failures.ts';

export interface NamingOptions {
  readonly certificate?: string;
  readonly issuer?: string;
  readonly x509Serial?: string;
}

/** The options that name one. */
export const naming = (command: Command): Command =>
  command
    .option('--certificate <id|file>', 'the certificate: its id in AWS IoT, or its file')
    .option('--issuer <file>', "the CA's certificate")
    .option('--x509-serial <hex>', "the CA's number of the certificate, in hexadecimal");

export const isNamed = ({ certificate, issuer, x509Serial }: NamingOptions): boolean =>
  [certificate, issuer, x509Serial].some((option) => option !== undefined);

export interface Named {
  readonly banned: Banned;
  /** Of the CA: its subject, for people. */
  readonly issuerName?: string;
  readonly inWords: string;
  /** Of a certificate that was given as a file. */
  readonly pem?: string;
}

/** @throws UsageError */
export async function namedCertificate({ certificate, issuer, x509Serial }: NamingOptions): Promise<Named> {
  if (certificate !== undefined && issuer === undefined && x509Serial === undefined) {
    const { certificateId, ...file } = await certificateOf(certificate);
    return { banned: { certificateId }, inWords: `certificate ${certificateId}`, ...file };
  }
  if (certificate === undefined && issuer !== undefined && x509Serial !== undefined) {
    const x509SerialNumber = serialByValue(x509Serial);
    if (x509SerialNumber === undefined) {
      throw new UsageError(
        '--x509-serial takes the X.509 serial number in hexadecimal, as openssl x509 -noout -serial prints it.',
      );
    }
    const ca = await readCa(issuer);
    return {
      banned: { issuerKey: ca.issuerKey, x509SerialNumber },
      issuerName: ca.name,
      inWords: `certificate number ${x509SerialNumber} of ${ca.name}`,
    };
  }
  throw new UsageError('Give --certificate, or --issuer and --x509-serial.');
}

export interface CaFile {
  readonly issuerKey: string;
  readonly name: string;
  readonly pem: string;
}

/** @throws UsageError */
export async function readCa(path: string): Promise<CaFile> {
  const certificate = await readCertificate(path, '--issuer');
  if (!certificate.ca) throw new UsageError(`--issuer ${path} is the certificate of no CA.`);
  const pem = certificate.toString();
  return { issuerKey: issuerKeyOf(pem), name: nameOf(certificate), pem };
}

/** On one line: `CN=Factory, O=Lensgate`. */
export const nameOf = ({ subject }: X509Certificate): string =>
  subject.replaceAll('\n', ', ').replaceAll(/\p{Cc}/gu, ' ');

// AWS IoT's id of a certificate is the SHA-256 of its DER.
async function certificateOf(given: string): Promise<{ certificateId: string; pem?: string }> {
  if (/^[0-9a-f]{64}$/i.test(given)) return { certificateId: given.toLowerCase() };
  const certificate = await readCertificate(given, '--certificate');
  return { certificateId: createHash('sha256').update(certificate.raw).digest('hex'), pem: certificate.toString() };
}

async function readCertificate(path: string, option: string): Promise<X509Certificate> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const also = option === '--certificate' ? ', and it is no certificate id (64 characters of 0-9 a-f)' : '';
    throw new UsageError(`${option} ${path} can't be read (${error.code})${also}.`);
  });
  // Node takes the first of several.
  if ((bytes.toString('latin1').match(/-----BEGIN CERTIFICATE-----/g) ?? []).length > 1) {
    throw new UsageError(`${option} ${path} has more than one certificate: give a file with the one that is meant.`);
  }
  try {
    return new X509Certificate(bytes);
  } catch {
    throw new UsageError(`${option} ${path} is no certificate in PEM or DER.`);
  }
}
