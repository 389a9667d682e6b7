// What a line of the manifest must look like, whether typed or imported.
import { isCameraName } from '../functions/camera-name.ts';
import { normaliseUserId } from '../functions/user-id.ts';

export interface ManifestEntry {
  readonly serialNumber: string;
  readonly cameraName: string;
  readonly ownerId?: string;
  readonly displayName?: string;
}

export interface ManifestFields {
  readonly serial: string | undefined;
  readonly camera: string | undefined;
  readonly owner?: string | undefined;
  readonly displayName?: string | undefined;
}

const serialNumberPattern = /^[A-Za-z0-9._:-]{1,64}$/;
const longestDisplayName = 128;

/** The entry, or a sentence that names the field and its rule. */
export function readManifestFields(fields: ManifestFields): ManifestEntry | string {
  const { serial = '', camera = '', owner = '', displayName = '' } = fields;
  if (!serialNumberPattern.test(serial)) {
    return `serial is ${JSON.stringify(serial)}; it takes 1 to 64 characters of A-Z a-z 0-9 . _ : -`;
  }
  if (!isCameraName(camera)) {
    return `camera is ${JSON.stringify(camera)}; it takes 1 to 128 characters of a-z A-Z 0-9 _ -`;
  }
  const ownerId = normaliseUserId(owner);
  if (owner.trim() !== '' && ownerId === undefined)
    return `owner is ${JSON.stringify(owner)}; it takes an e-mail address`;
  if ([...displayName].length > longestDisplayName) {
    return `display name has ${[...displayName].length} characters; it may have ${longestDisplayName}`;
  }
  return {
    serialNumber: serial,
    cameraName: camera,
    ...(ownerId !== undefined && { ownerId }),
    ...(displayName !== '' && { displayName }),
  };
}
