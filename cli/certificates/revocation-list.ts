// A CA's certificate revocation list (CRL), in PEM or DER: what is in it, whether it is one that says all, and whether the CA has signed it. [RFC 5280, 5]
import 'reflect-metadata';
import { verify, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { serialOfDer } from '../../records/issued-certificate.ts';
import { inside, MalformedDerError, readDer, type DerValue } from './der.ts';

/** The list can't be imported, for a reason that a person can do something about. */
export class RevocationListError extends Error {
  override readonly name = 'RevocationListError';
}

export interface RevocationList {
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
  /** By X.509 serial number, by value: why, in the CA's word, where it says so. Without those that were taken off. */
  readonly revoked: ReadonlyMap<string, string | undefined>;
  /** Throws RevocationListError unless the CA of this certificate has signed the list. */
  readonly checkIssuer: (caCertificatePem: string) => void;
}

const [integer, octetString, utcTime, generalizedTime, sequence] = [0x02, 0x04, 0x17, 0x18, 0x30];
const explicit0 = 0xa0;

/** @throws RevocationListError */
export function readRevocationList(file: Buffer, now: number): RevocationList {
  const list = structureOf(derOf(file));
  checkExtensions(list.extensions);
  if (list.thisUpdate > now) {
    throw new RevocationListError(`The list is good from ${iso(list.thisUpdate)} only. Look at this machine's clock.`);
  }
  if (list.nextUpdate !== undefined && list.nextUpdate < now) {
    throw new RevocationListError(`The list ended at ${iso(list.nextUpdate)}. Get the CA's newest one.`);
  }
  const { thisUpdate, nextUpdate } = list;
  return {
    thisUpdate,
    ...(nextUpdate !== undefined && { nextUpdate }),
    revoked: revokedOf(list.revoked),
    checkIssuer: (pem) => checkIssuer(list, pem),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

function derOf(file: Buffer): Buffer {
  const text = file.toString('latin1');
  if (!text.includes('-----BEGIN ')) return file;
  const blocks = [...text.matchAll(/-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/g)];
  const [block] = blocks;
  if (block === undefined)
    throw new RevocationListError('The file has no block BEGIN X509 CRL: it is no revocation list.');
  if (blocks.length > 1) throw new RevocationListError('The file has more than one list: import them one by one.');
  return Buffer.from(block[1]!, 'base64');
}

interface Structure {
  readonly tbs: DerValue;
  readonly algorithm: string;
  readonly signature: Buffer;
  readonly issuer: DerValue;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly revoked: readonly DerValue[];
  readonly extensions: readonly DerValue[];
}

/** [RFC 5280, 5.1: CertificateList] */
function structureOf(der: Buffer): Structure {
  try {
    const [list, ...beyond] = readDer(der);
    if (beyond.length > 0) throw new MalformedDerError('something stands behind it');
    const [tbs, outerAlgorithm, signature] = inside(list, sequence);
    const fields = inside(tbs, sequence);
    if (fields[0]?.tag === integer) fields.shift();
    const [innerAlgorithm, issuer, thisUpdate, ...rest] = fields;
    const isTime = (value: DerValue | undefined) => value?.tag === utcTime || value?.tag === generalizedTime;
    const nextUpdate = isTime(rest[0]) ? rest.shift() : undefined;
    const revoked = rest[0]?.tag === sequence ? inside(rest.shift(), sequence) : [];
    const extensions = rest[0]?.tag === explicit0 ? inside(inside(rest.shift(), explicit0)[0], sequence) : [];
    if (!innerAlgorithm || !outerAlgorithm?.whole.equals(innerAlgorithm.whole) || rest.length > 0) {
      throw new MalformedDerError('its parts are not those of a list');
    }
    // A bit string begins with the number of unused bits.
    const isSignature = signature?.tag === 0x03 && signature.content[0] === 0;
    if (!tbs || !isSignature || issuer?.tag !== sequence) throw new MalformedDerError('a part is missing');
    return {
      ...{ tbs, issuer, revoked, extensions },
      algorithm: inside(outerAlgorithm, sequence)[0]?.content.toString('hex') ?? '',
      signature: signature.content.subarray(1),
      thisUpdate: timeOf(thisUpdate),
      nextUpdate: nextUpdate && timeOf(nextUpdate),
    };
  } catch (error) {
    if (!(error instanceof MalformedDerError)) throw error;
    throw new RevocationListError(`The file is no revocation list in PEM or DER (${error.message}).`);
  }
}

/** [RFC 5280, 4.1.2.5: years from 50 are those of the last century] */
function timeOf(value: DerValue | undefined): number {
  const text = value?.content.toString('latin1') ?? '';
  const [, digits] = /^(\d{12}|\d{14})Z$/.exec(text) ?? [];
  if (digits === undefined) throw new MalformedDerError('a time that is none');
  const year = digits.length === 14 ? '' : Number(digits.slice(0, 2)) < 50 ? '20' : '19';
  const at = Date.parse(`${year}${digits}`.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(at)) throw new MalformedDerError('a time that is none');
  return at;
}

interface Extension {
  readonly oid: string;
  readonly isCritical: boolean;
  readonly value: Buffer;
}

function extensionOf(extension: DerValue): Extension {
  const parts = inside(extension, sequence);
  const value = parts.at(-1);
  if (parts[0]?.tag !== 0x06 || value?.tag !== octetString) throw new MalformedDerError('an extension that is none');
  return { oid: parts[0].content.toString('hex'), isCritical: parts[1]?.content[0] === 0xff, value: value.content };
}

// Object identifiers below 2.5.29. [RFC 5280, 5.2 and 5.3]
const [deltaIndicator, issuingDistributionPoint] = ['551d1b', '551d1c'];
const [reasonCode, certificateIssuer] = ['551d15', '551d1d'];

function checkExtensions(extensions: readonly DerValue[]): void {
  for (const { oid, isCritical, value } of read(() => extensions.map(extensionOf))) {
    if (oid === deltaIndicator) {
      throw new RevocationListError('The list is a delta: it has only what changed. Import the complete list.');
    }
    // [4] indirectCRL, when it is true.
    if (
      oid === issuingDistributionPoint &&
      read(() => inside(readDer(value)[0], sequence)).some(({ tag }) => tag === 0x84)
    ) {
      throw indirect();
    }
    if (isCritical && oid !== issuingDistributionPoint) {
      throw new RevocationListError('The list has a critical extension that this command does not know.');
    }
  }
}

const indirect = () =>
  new RevocationListError(
    "The list is indirect: it has certificates of other CAs than its own. Import each CA's own list.",
  );

/** [RFC 5280, 5.3.1: CRLReason] */
const reasons: Readonly<Record<number, string>> = {
  1: 'keyCompromise',
  2: 'cACompromise',
  3: 'affiliationChanged',
  4: 'superseded',
  5: 'cessationOfOperation',
  6: 'certificateHold',
  9: 'privilegeWithdrawn',
  10: 'aACompromise',
};
const removeFromCrl = 8;

function revokedOf(entries: readonly DerValue[]): Map<string, string | undefined> {
  return read(() => {
    const revoked = new Map<string, string | undefined>();
    for (const entry of entries) {
      const [number, , extensions] = inside(entry, sequence);
      if (number?.tag !== integer || number.content.length === 0)
        throw new MalformedDerError('an entry without a number');
      const read = extensions === undefined ? [] : inside(extensions, sequence).map(extensionOf);
      if (read.some(({ oid }) => oid === certificateIssuer)) throw indirect();
      const reason = read.find(({ oid }) => oid === reasonCode)?.value.at(-1);
      if (reason !== removeFromCrl) revoked.set(serialOfDer(number.content), reasons[reason ?? 0]);
    }
    return revoked;
  });
}

function read<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof MalformedDerError)) throw error;
    throw new RevocationListError(`The list is damaged (${error.message}).`);
  }
}

/** By the object identifier of the signature's algorithm, in hexadecimal. [RFC 5758, RFC 4055, RFC 8410] */
const digests: Readonly<Record<string, string | null>> = {
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2b6570': null,
};

function checkIssuer({ tbs, algorithm, signature, issuer }: Structure, caCertificatePem: string): void {
  const ca = new x509.X509Certificate(caCertificatePem);
  const { subject } = ca;
  const digest = digests[algorithm];
  if (digest === undefined) {
    throw new RevocationListError(
      'The list is signed with an algorithm that this command does not take: it takes ECDSA and RSA (PKCS #1) with SHA-256 to SHA-512, and Ed25519.',
    );
  }
  const { publicKey } = new X509Certificate(caCertificatePem);
  if (!isVerified(() => verify(digest, tbs.whole, publicKey, signature))) {
    throw new RevocationListError(`The list is not signed by ${subject}.`);
  }
  const name = new x509.Name(issuer.whole).toString();
  if (name !== subject) {
    throw new RevocationListError(`The list is signed by the key of ${subject}, but names ${name} as its issuer.`);
  }
  const usages = ca.getExtension(x509.KeyUsagesExtension)?.usages;
  if (usages !== undefined && (usages & x509.KeyUsageFlags.cRLSign) === 0) {
    throw new RevocationListError(
      `The certificate of ${subject} does not allow it to sign revocation lists (key usage cRLSign).`,
    );
  }
}

/** A key of another kind than the algorithm's has not signed it. */
function isVerified(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}
