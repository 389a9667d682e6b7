// What an entry means for what the camera table has already. Whoever adds it and whoever only looks decide by this.
import type { CameraRecord } from '../../records/camera-record.ts';
import type { HashedClaimCode } from '../../records/claim-code.ts';
import { claimCodeOf, isGoodFor, type ManifestEntry } from '../../records/manifest-entry.ts';
import { changeable } from '../../records/manifest-writes.ts';
import { RefusedError } from '../failures.ts';

export interface EntryChange {
  readonly field: (typeof changeable)[number];
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * `record` is of the camera that has registered under the entry's camera name.
 * @throws RefusedError when it is another serial number's, which the entry doesn't replace
 */
export function refuseTakenName(
  { serialNumber, cameraName, replaces }: ManifestEntry,
  record: Pick<CameraRecord, 'serialNumber'> | undefined,
): void {
  const holder = record?.serialNumber;
  if (holder === undefined || holder === serialNumber || holder === replaces) return;
  throw new RefusedError(
    `The camera name ${cameraName} belongs to the registered camera with serial number ${holder}. ` +
      `Choose another name, or say that ${serialNumber} replaces ${holder}.`,
  );
}

/** `existing` has the entry's serial number. @throws RefusedError when it is another camera's */
export function changesOf(entry: ManifestEntry, existing: ManifestEntry): EntryChange[] {
  if (existing.cameraName !== entry.cameraName) {
    throw new RefusedError(
      `Serial number ${entry.serialNumber} is in the manifest as camera ${existing.cameraName}, so it can't become ${entry.cameraName}. ` +
        'Use that name, or delete the entry first.',
    );
  }
  return changeable
    .map((field) => ({ field, from: existing[field], to: entry[field] }))
    .filter(({ from, to }) => from !== to);
}

export interface ClaimStanding {
  /** Nobody can claim it, whatever the code. */
  readonly owned: boolean;
  /** The one that a new code would be good for; undefined: that in which the camera will register. */
  readonly epoch: number | undefined;
  /** Of the code that is good at present. */
  readonly hashed?: HashedClaimCode;
}

export function claimStanding(entry: ManifestEntry | undefined, record: CameraRecord | undefined): ClaimStanding {
  const epoch = record?.epoch;
  if (record?.owner !== undefined) return { owned: true, epoch };
  const code = entry && claimCodeOf(entry);
  const isGood = code !== undefined && (record ? isGoodFor(code, record) : code.epoch === undefined);
  return { owned: false, epoch, ...(isGood && { hashed: code }) };
}
