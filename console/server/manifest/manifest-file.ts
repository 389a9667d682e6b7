// What the command line does with a manifest's file, as the console is given it.
import type { FailedRow, ImportCounts, ManifestPreview } from '../../api/manifest.ts';

/** `name` is for what is said about it. @throws ImpossibleError when it can't be read as a manifest */
export type OpenManifest = (name: string, bytes: Uint8Array) => ManifestFile;

export interface ManifestFile {
  readonly rows: number;
  /** Writes nothing. */
  preview(signal: AbortSignal): Promise<ManifestPreview>;
  /** Settles when nothing of it runs any more; rejects when it was aborted, or broke off. */
  import(options: {
    readonly signal: AbortSignal;
    readonly onProgress: (done: number, total: number, counts: ImportCounts) => void;
    /** Makes claim codes. A code is good from when this has resolved. */
    readonly keepClaimCode?: (serial: string, camera: string, claimCode: string) => Promise<void>;
  }): Promise<ImportCounts & { readonly failed: readonly FailedRow[]; readonly failedCsv?: string }>;
}
