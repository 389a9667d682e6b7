// What the maker said about a serial number: whether it can be done.
import { isCameraName } from '../../records/camera-name.ts';
import { isReprovision, reprovisions, type Reprovision } from '../../records/reprovision.ts';
import type { Item } from '../../records/camera-table.ts';
import {
  ownerAttribute,
  readManifestEntry,
  readManifestEntryLeniently,
  type ManifestEntry,
} from '../../records/manifest-entry.ts';
import { normaliseUserId } from '../../records/user-id.ts';
import { InvalidManifestEntryError, UnknownSerialNumberError } from './refusals.ts';

export type WantedCamera = Pick<ManifestEntry, 'cameraName' | 'owner' | 'displayName' | 'replaces'> & {
  readonly reprovision?: Reprovision;
};

/**
 * The owner in the one spelling of user ids.
 * @throws UnknownSerialNumberError, InvalidManifestEntryError, MalformedItemError
 */
export function checkManifestEntry(serialNumber: string, item: Item | undefined): WantedCamera {
  if (!item) {
    throw new UnknownSerialNumberError(
      `Serial number ${serialNumber} is not in the manifest, so its camera stays inactive. ` +
        `If it is yours: lensgate manifest add --serial ${serialNumber} --camera <name>, then lensgate executions retry <this execution>.`,
      { serialNumber },
    );
  }
  const { cameraName } = readManifestEntryLeniently(item);
  if (!isCameraName(cameraName)) {
    throw invalid(serialNumber, 'cameraName', cameraName, '1 to 128 characters of a-z A-Z 0-9 _ -');
  }
  const { owner: given, displayName, reprovision, replaces } = readManifestEntry(item);
  const owner = normaliseUserId(given);
  if (given !== undefined && !owner) throw invalid(serialNumber, ownerAttribute, given, 'an e-mail address');
  if (reprovision !== undefined && !isReprovision(reprovision)) {
    throw invalid(serialNumber, 'reprovision', reprovision, reprovisions.join(', '));
  }
  return {
    cameraName,
    ...(owner && { owner }),
    ...(displayName && { displayName }),
    ...(reprovision && { reprovision }),
    ...(replaces && { replaces }),
  };
}

function invalid(serialNumber: string, field: string, given: string | undefined, allowed: string): Error {
  return new InvalidManifestEntryError(
    `The manifest entry of serial number ${serialNumber} has ${field} ${JSON.stringify(given)}; allowed: ${allowed}. ` +
      `Write it anew: lensgate manifest add --serial ${serialNumber} --camera <name> [--owner <email>].`,
    { serialNumber },
  );
}
