// Importing a manifest, as the backend and the pages exchange it.

export interface ManifestChange {
  readonly field: 'owner' | 'displayName' | 'reprovision' | 'replaces';
  readonly from?: string;
  readonly to?: string;
}

/** One row as it stands in the file, without its claim code. */
export interface ManifestRow {
  /** Where it ends in the file, from 1. */
  readonly line: number;
  readonly serial: string;
  readonly camera: string;
  readonly owner?: string;
  readonly displayName?: string;
  readonly reprovision?: string;
  /** The serial number whose place it takes. */
  readonly replaces?: string;
}

export interface PreviewRow extends ManifestRow {
  /** What importing it would do: `failed` rows aren't imported, because of `reason`. */
  readonly outcome: 'added' | 'changed' | 'unchanged' | 'failed';
  readonly reason?: string;
  /** What an entry that is there gets. */
  readonly changes?: readonly ManifestChange[];
  /** Of the code in the file: it is set, compared with the one that is there and set if it is another, or not used because the camera has an owner. */
  readonly claimCode?: 'set' | 'compared' | 'not used';
  /** Gets one if codes are made. */
  readonly wantsClaimCode?: true;
  /** The camera has registered: its owner is in its record by now. */
  readonly registered?: true;
}

export interface ManifestPreview {
  readonly rows: readonly PreviewRow[];
}

export interface FailedRow extends ManifestRow {
  readonly reason: string;
}

export interface ImportCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export type ImportNews =
  | { readonly kind: 'begun'; readonly id: string; readonly total: number }
  | ({ readonly kind: 'progress'; readonly done: number; readonly total: number } & ImportCounts)
  /** Written once `keepClaimCodes` has said that this one and those before it have arrived. Kept nowhere else. */
  | ({ readonly kind: 'claim-code'; readonly number: number } & MadeClaimCode)
  /** `failedCsv` is a file to be corrected and imported. */
  | ({ readonly kind: 'ended'; readonly failed: readonly FailedRow[]; readonly failedCsv?: string } & ImportCounts);

export interface MadeClaimCode {
  readonly serial: string;
  readonly camera: string;
  readonly claimCode: string;
}
