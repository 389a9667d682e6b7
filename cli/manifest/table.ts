// The manifest in the camera table: one item per serial number.
import { getCameraRecord } from '../../records/camera-record.ts';
import { hashClaimCode, matchesClaimCode } from '../../records/claim-code.ts';
import { documentClient } from '../../records/document-client.ts';
import { getManifestEntry, type ManifestEntry } from '../../records/manifest-entry.ts';
import { addManifestEntry, changeManifestEntry, writeClaimCode } from '../../records/manifest-writes.ts';
import { changesOf, claimStanding, refuseTakenName } from './plan.ts';
import type { ClientConfig } from '../target.ts';

export type Added = 'added' | 'unchanged' | 'changed';

export interface ClaimCodeOptions {
  readonly claimCode: string;
  readonly replace: boolean;
  /** Runs when the code is about to be written, so that it can't be lost: only its hash is kept. */
  readonly keep?: () => Promise<void>;
}

export interface ManifestTable {
  /**
   * Adds the entry; the same entry again changes nothing. An entry whose camera has registered can't be given to
   * another camera name, and a camera name that another serial number has registered can't be taken unless it is replaced: RefusedError.
   */
  add(entry: ManifestEntry): Promise<Added>;
  /**
   * Gives the entry a claim code, good for the camera's present epoch. True when it is written: not for a camera that has an owner,
   * not when this code is there already, and without `replace` not when any is.
   */
  setClaimCode(entry: ManifestEntry, options: ClaimCodeOptions): Promise<boolean>;
  /** The camera name of a serial number, if the manifest has it. */
  cameraNameOf(serialNumber: string): Promise<string | undefined>;
}

export function openManifestTable(client: ClientConfig, tableName: string): ManifestTable {
  const table = { client: documentClient(client), tableName };
  return {
    cameraNameOf: async (serialNumber) => (await getManifestEntry(table, serialNumber))?.cameraName,
    async add(entry) {
      refuseTakenName(entry, await getCameraRecord(table, entry.cameraName));
      if (await addManifestEntry(table, entry)) return 'added';
      const existing = await getManifestEntry(table, entry.serialNumber);
      if (existing && changesOf(entry, existing).length === 0) return 'unchanged';
      await changeManifestEntry(table, entry);
      return 'changed';
    },
    async setClaimCode(entry, { claimCode, replace, keep }) {
      const record = await getCameraRecord(table, entry.cameraName);
      const existing = await getManifestEntry(table, entry.serialNumber);
      const { owned, epoch, hashed: kept } = claimStanding(existing, record);
      if (owned) return false;
      if (kept && (!replace || (await matchesClaimCode(claimCode, kept)))) return false;
      const hashed = await hashClaimCode(claimCode);
      await keep?.();
      await writeClaimCode(table, entry, hashed, epoch);
      return true;
    },
  };
}
