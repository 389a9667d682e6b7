// A CA's certificate revocation list (CRL), in PEM or DER: what is in it, whether it is one that says all, and whether the CA has signed it. [RFC 5280, 5]
import { revokedOf } from './entries.ts';
import { checkExtensions } from './extensions.ts';
import { RevocationListError } from './revocation-list-error.ts';
import { checkIssuer } from './signature.ts';
import { structureOf } from './structure.ts';

export interface RevocationList {
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
  /** By X.509 serial number, by value: why, in the CA's word, where it says so. Without those that were taken off. */
  readonly revoked: ReadonlyMap<string, string | undefined>;
  /** Throws RevocationListError unless the CA of this certificate has signed the list. */
  readonly checkIssuer: (caCertificatePem: string) => void;
}

/** @throws RevocationListError */
export function readRevocationList(file: Buffer, now: number): RevocationList {
  const list = structureOf(file);
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
