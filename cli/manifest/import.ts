// Importing a CSV file: good rows go into the manifest, bad ones into a file that can be corrected and imported again.
import { failedFileOf, readManifestFile, writeFailedFile } from './file.ts';
import { importRows, type ImportOptions } from './rows.ts';
import type { ManifestTable } from './table.ts';

export interface ImportResult {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Present when rows failed. */
  readonly failedFile?: string;
}

/**
 * `<file>.failed.csv` gets the rows that failed, with a column `reason`; an import without any removes an older one.
 * Throws UsageError when the file can't be read as a manifest, RefusedError when it was interrupted: no file has changed then.
 */
export async function importManifest(
  file: string,
  manifest: ManifestTable,
  options: ImportOptions,
): Promise<ImportResult> {
  const { failed, ...counts } = await importRows(await readManifestFile(file), manifest, options);
  const failedFile = failedFileOf(file);
  // A corrected file that went in whole is somebody's work: it stays.
  if (failed.length > 0 || failedFile !== file) await writeFailedFile(failedFile, failed);
  return { ...counts, failed: failed.length, ...(failed.length > 0 && { failedFile }) };
}
