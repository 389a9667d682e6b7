// What a line of the manifest must look like, whether typed or imported.
import { isCameraName } from '../../records/camera-name.ts';
import { isClaimCode } from '../../records/claim-code.ts';
import { isDisplayName } from '../../records/display-name.ts';
import type { ManifestEntry } from '../../records/manifest-entry.ts';
import { isReprovision, reprovisions } from '../../records/reprovision.ts';
import { normaliseUserId } from '../../records/user-id.ts';

export const manifestFields = [
  'serial',
  'camera',
  'owner',
  'displayName',
  'claimCode',
  'reprovision',
  'replaces',
] as const;
export type ManifestField = (typeof manifestFields)[number];

/** Texts as they came; what is empty or missing counts as not given. */
export type ManifestTexts = Readonly<Partial<Record<ManifestField, string>>>;

export interface FieldProblem {
  readonly field: ManifestField;
  /** What was given and what is allowed, to be put behind the field's name. */
  readonly problem: string;
}

const serialNumberPattern = /^[A-Za-z0-9._:-]{1,64}$/;
export const isSerialNumber = (text: string): boolean => serialNumberPattern.test(text);
export const serialNumberRule = '1 to 64 characters of A-Z a-z 0-9 . _ : -';

/** The entry, with the claim code beside it, or everything that is wrong. The code itself is never repeated. */
export function parseManifestEntry(
  texts: ManifestTexts,
): { entry: ManifestEntry; claimCode?: string } | { problems: FieldProblem[] } {
  const given = (field: ManifestField): string => texts[field]?.trim() ?? '';
  const [serialNumber, cameraName] = [given('serial'), given('camera')];
  const [displayName, claimCode] = [given('displayName'), given('claimCode')];
  const [reprovision, replaces] = [given('reprovision'), given('replaces')];
  const owner = normaliseUserId(given('owner'));
  const problems: FieldProblem[] = [];
  const must = (holds: boolean, field: ManifestField, allowed: string): void => {
    const found = given(field) === '' ? 'is missing' : `is ${JSON.stringify(texts[field])}`;
    if (!holds) problems.push({ field, problem: `${found}; it takes ${allowed}` });
  };
  must(isSerialNumber(serialNumber), 'serial', serialNumberRule);
  must(isCameraName(cameraName), 'camera', '1 to 128 characters of a-z A-Z 0-9 _ -');
  must(given('owner') === '' || owner !== undefined, 'owner', 'one e-mail address');
  must(
    displayName === '' || isDisplayName(displayName),
    'displayName',
    'one line of up to 128 characters, none of them invisible or turning the direction of text',
  );
  must(reprovision === '' || isReprovision(reprovision), 'reprovision', `one of ${reprovisions.join(', ')}`);
  must(
    replaces === '' || (isSerialNumber(replaces) && replaces !== serialNumber),
    'replaces',
    `another serial number, ${serialNumberRule}`,
  );
  if (claimCode !== '' && given('owner') !== '') {
    problems.push({ field: 'claimCode', problem: 'is given for a camera that has an owner; give one of the two' });
  } else if (claimCode !== '' && !isClaimCode(claimCode)) {
    const problem =
      'is no claim code; it takes 12 or more characters of 0-9 A-Z without I, L, O, U, dashes not counted';
    problems.push({ field: 'claimCode', problem });
  }
  if (problems.length > 0) return { problems };
  return {
    entry: {
      serialNumber,
      cameraName,
      ...(owner && { owner }),
      ...(displayName && { displayName }),
      ...(reprovision && { reprovision }),
      ...(replaces && { replaces }),
    },
    ...(claimCode && { claimCode }),
  };
}
