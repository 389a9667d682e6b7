// Everything that is banned, as sets: for whoever compares many certificates with it.
import { listBans } from './certificate-ban.ts';
import type { Table } from './camera-table.ts';
import { issuerAndSerialText } from './issued-certificate.ts';

export interface BannedKeys {
  readonly certificateIds: ReadonlySet<string>;
  /** As the records of cameras have them. */
  readonly issuerAndSerials: ReadonlySet<string>;
}

/** Reads the whole table. Rejects with the SDK's error. */
export async function readBannedKeys(bans: Table): Promise<BannedKeys> {
  const [certificateIds, issuerAndSerials] = [new Set<string>(), new Set<string>()];
  for (const { certificateId, issuerKey, x509SerialNumber } of await listBans(bans)) {
    if (certificateId !== undefined) certificateIds.add(certificateId);
    if (issuerKey !== undefined && x509SerialNumber !== undefined) {
      issuerAndSerials.add(issuerAndSerialText({ issuerKey, x509SerialNumber }));
    }
  }
  return { certificateIds, issuerAndSerials };
}
