// What a line of the manifest must look like, whether typed or imported.
import { isCameraName } from '../functions/camera-name.ts';
import { normaliseUserId } from '../functions/user-id.ts';

export interface ManifestEntry {
  readonly serialNumber: string;
  readonly cameraName: string;
  readonly ownerId?: string;
  readonly displayName?: string;
}

export const manifestFields = ['serial', 'camera', 'owner', 'displayName'] as const;
export type ManifestField = (typeof manifestFields)[number];

/** Texts as they came; what is empty or missing counts as not given. */
export type ManifestTexts = Readonly<Partial<Record<ManifestField, string | undefined>>>;

export interface FieldProblem {
  readonly field: ManifestField;
  /** What was given and what is allowed, to be put behind the field's name. */
  readonly problem: string;
}

const serialNumberPattern = /^[A-Za-z0-9._:-]{1,64}$/;
const longestDisplayName = 128;

/** The entry, or everything that is wrong with it. */
export function readManifestEntry(texts: ManifestTexts): { entry: ManifestEntry } | { problems: FieldProblem[] } {
  const [serialNumber, cameraName, owner, displayName] = manifestFields.map((field) => texts[field]?.trim() ?? '') as [
    string,
    string,
    string,
    string,
  ];
  const ownerId = normaliseUserId(owner);
  const problems: FieldProblem[] = [];
  const must = (holds: boolean, field: ManifestField, allowed: string): void => {
    const given = texts[field]?.trim() ? `is ${JSON.stringify(texts[field])}` : 'is missing';
    if (!holds) problems.push({ field, problem: `${given}; it takes ${allowed}` });
  };
  must(serialNumberPattern.test(serialNumber), 'serial', '1 to 64 characters of A-Z a-z 0-9 . _ : -');
  must(isCameraName(cameraName), 'camera', '1 to 128 characters of a-z A-Z 0-9 _ -');
  must(owner === '' || ownerId !== undefined, 'owner', 'one e-mail address');
  must(
    [...displayName].length <= longestDisplayName && !/\p{Cc}/u.test(displayName),
    'displayName',
    `one line of up to ${longestDisplayName} characters`,
  );
  if (problems.length > 0) return { problems };
  return {
    entry: { serialNumber, cameraName, ...(ownerId && { ownerId }), ...(displayName && { displayName }) },
  };
}
