// What the maker said about a serial number.
import { isCameraName } from '../../records/camera-name.ts';
import { optionalText, type Item } from '../../records/camera-table.ts';
import { normaliseUserId } from '../../records/user-id.ts';
import { InvalidManifestEntryError, UnknownSerialNumberError } from './refusals.ts';

export interface ManifestEntry {
  readonly cameraName: string;
  /** Normalised e-mail address. Absent: the camera waits to be claimed. */
  readonly ownerId?: string;
  readonly displayName?: string;
}

/** @throws UnknownSerialNumberError, InvalidManifestEntryError */
export function readManifestEntry(serialNumber: string, item: Item | undefined): ManifestEntry {
  if (!item) {
    throw new UnknownSerialNumberError(
      `Serial number ${serialNumber} is not in the manifest, so its camera stays inactive. ` +
        `If it is yours: lensgate manifest add --serial ${serialNumber} --camera <name>, then lensgate executions retry <this execution>.`,
    );
  }
  const cameraName = optionalText(item, 'cameraName');
  if (!isCameraName(cameraName)) {
    throw invalid(serialNumber, 'cameraName', cameraName, '1 to 128 characters of a-z A-Z 0-9 _ -');
  }
  const givenOwner = optionalText(item, 'ownerId');
  const ownerId = normaliseUserId(givenOwner);
  if (givenOwner !== undefined && !ownerId) throw invalid(serialNumber, 'ownerId', givenOwner, 'an e-mail address');
  const displayName = optionalText(item, 'displayName');
  return { cameraName, ...(ownerId && { ownerId }), ...(displayName && { displayName }) };
}

function invalid(serialNumber: string, field: string, given: string | undefined, allowed: string): Error {
  return new InvalidManifestEntryError(
    `The manifest entry of serial number ${serialNumber} has ${field} ${JSON.stringify(given)}; allowed: ${allowed}. ` +
      `Write it anew: lensgate manifest add --serial ${serialNumber} --camera <name> [--owner <email>].`,
  );
}
