// A revocation list's parts, out of PEM or DER. [RFC 5280, 5.1]
import { inside, MalformedDerError, readDer, type DerValue } from '../der.ts';
import { RevocationListError } from './revocation-list-error.ts';

const [integer, utcTime, generalizedTime, sequence] = [0x02, 0x17, 0x18, 0x30];
const explicit0 = 0xa0;

export interface Structure {
  /** What is signed. */
  readonly tbs: DerValue;
  readonly algorithm: string;
  readonly signature: Buffer;
  readonly issuer: DerValue;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly revoked: readonly DerValue[];
  readonly extensions: readonly DerValue[];
}

/** @throws RevocationListError */
export function structureOf(file: Buffer): Structure {
  const der = derOf(file);
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
