// Whether a CA has signed a revocation list.
import 'reflect-metadata';
import { verify, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { RevocationListError } from './revocation-list-error.ts';
import type { Structure } from './structure.ts';

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

/** @throws RevocationListError */
export function checkIssuer({ tbs, algorithm, signature, issuer }: Structure, caCertificatePem: string): void {
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
