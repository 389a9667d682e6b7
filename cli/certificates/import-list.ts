// `lensgate certificates ban --crl`: everything that a CA's revocation list names.
import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { bannedNumbersOf, writeBan } from '../../records/certificate-ban.ts';
import type { Table } from '../../records/camera-table.ts';
import { issuerKeyOf } from '../../records/issued-certificate.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { nameOf, readCa, type CaFile } from './named-certificate.ts';
import { registeredCas } from './registered-cas.ts';
import { RevocationListError } from './revocation-list/revocation-list-error.ts';
import { readRevocationList, type RevocationList } from './revocation-list/revocation-list.ts';
import type { IoTClient } from '@aws-sdk/client-iot';

/** The file as it stands; nobody has said yet that its CA has signed it. @throws UsageError, RefusedError */
export async function readListFile(path: string): Promise<RevocationList> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--crl ${path} can't be read (${error.code}).`);
  });
  return refusing(path, () => readRevocationList(bytes, Date.now()));
}

/**
 * The CA that has signed the list: the one whose certificate is given, or one that is registered in AWS IoT.
 * @throws UsageError, RefusedError, or the SDK's error
 */
export async function issuerOfList(
  path: string,
  list: RevocationList,
  issuerFile: string | undefined,
  iot: IoTClient,
): Promise<CaFile> {
  if (issuerFile !== undefined) {
    const ca = await readCa(issuerFile);
    refusing(path, () => list.checkIssuer(ca.pem));
    return ca;
  }
  const cas = await registeredCas(iot);
  const signer = cas.find(({ pem }) => hasSigned(list, pem));
  if (signer === undefined) {
    const [only] = cas;
    if (only && cas.length === 1) refusing(path, () => list.checkIssuer(only.pem));
    throw new RefusedError(
      `${path}: no CA that is registered in AWS IoT has signed the list. Give the certificate of the CA that has: --issuer. Nothing was banned.`,
    );
  }
  return { pem: signer.pem, issuerKey: issuerKeyOf(signer.pem), name: nameOf(new X509Certificate(signer.pem)) };
}

const putsAtOnce = 32;

/** How many were not banned before. One that is keeps who banned it first, and why. Rejects with the SDK's error; run again, it goes on. */
export async function banAll(
  bans: Table,
  { revoked, thisUpdate }: RevocationList,
  { issuerKey, name: issuerName }: CaFile,
  { bannedBy, reason: given }: { readonly bannedBy: string; readonly reason: string | undefined },
  onProgress: (done: number, total: number) => void,
): Promise<number> {
  const bannedAt = Math.floor(Date.now() / 1000);
  const ofList = `In the revocation list of ${new Date(thisUpdate).toISOString()}`;
  const before = await bannedNumbersOf(bans, issuerKey);
  const wanted = [...revoked].filter(([x509SerialNumber]) => !before.has(x509SerialNumber));
  const entries = wanted.values();
  let [added, done] = [0, 0];
  const work = async (): Promise<void> => {
    // Whoever takes an entry has it alone.
    for (const [x509SerialNumber, why] of entries) {
      const reason = given ?? (why === undefined ? `${ofList}.` : `${ofList}: ${why}.`);
      if (await writeBan(bans, { issuerKey, x509SerialNumber }, { issuerName, bannedAt, bannedBy, reason })) added++;
      onProgress(++done, wanted.length);
    }
  };
  await Promise.all(Array.from({ length: putsAtOnce }, work));
  return added;
}

function hasSigned(list: RevocationList, pem: string): boolean {
  try {
    list.checkIssuer(pem);
    return true;
  } catch (error) {
    if (error instanceof RevocationListError) return false;
    throw error;
  }
}

function refusing<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof RevocationListError)) throw error;
    throw new RefusedError(`${path}: ${error.message} Nothing was banned.`);
  }
}
