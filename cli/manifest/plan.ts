// What an entry means for what the camera table has already. Whoever adds it and whoever only looks decide by this.
import { number, optionalNumber, optionalText, type Item } from '../../records/camera-table.ts';
import type { HashedClaimCode } from '../../records/claim-code.ts';
import { RefusedError } from '../failures.ts';
import type { ManifestEntry } from './entry.ts';

/** What else than the camera name an entry may get. */
export const changeable = ['ownerId', 'displayName'] as const;

export interface EntryChange {
  readonly attribute: (typeof changeable)[number];
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** `record` is of the camera that has registered under the entry's camera name. @throws RefusedError when it is another serial number's */
export function refuseTakenName({ serialNumber, cameraName }: ManifestEntry, record: Item | undefined): void {
  const holder = record && optionalText(record, 'serialNumber');
  if (holder === undefined || holder === serialNumber) return;
  throw new RefusedError(
    `The camera name ${cameraName} belongs to the registered camera with serial number ${holder}. Choose another name.`,
  );
}

/** `existing` has the entry's serial number. @throws RefusedError when it is another camera's */
export function changesOf(entry: ManifestEntry, existing: Item): EntryChange[] {
  const cameraName = optionalText(existing, 'cameraName');
  if (cameraName !== entry.cameraName) {
    throw new RefusedError(
      `Serial number ${entry.serialNumber} is in the manifest as camera ${cameraName ?? '?'}, so it can't become ${entry.cameraName}. ` +
        'Use that name, or delete the entry first.',
    );
  }
  return changeable
    .map((attribute) => ({ attribute, from: optionalText(existing, attribute), to: entry[attribute] }))
    .filter(({ from, to }) => from !== to);
}

export interface ClaimStanding {
  /** Nobody can claim it, whatever the code. */
  readonly owned: boolean;
  /** The one that a new code would be good for. */
  readonly epoch: number;
  /** Of the code that is good at present. */
  readonly hashed?: HashedClaimCode;
}

export function claimStanding(entry: Item, record: Item | undefined): ClaimStanding {
  // A code is good for one epoch of its camera; a camera that registers begins with the first.
  if (record && optionalText(record, 'userId') !== undefined) return { owned: true, epoch: 0 };
  const epoch = record ? number(record, 'epoch') : 1;
  const claimCodeHash = optionalText(entry, 'claimCodeHash');
  const claimCodeSalt = optionalText(entry, 'claimCodeSalt');
  if (!claimCodeHash || !claimCodeSalt || (optionalNumber(entry, 'claimEpoch') ?? 1) !== epoch) {
    return { owned: false, epoch };
  }
  return { owned: false, epoch, hashed: { claimCodeHash, claimCodeSalt } };
}
