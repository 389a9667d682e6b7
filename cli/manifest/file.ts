// The CSV file that a manifest is imported from, and the one that gets the rows that failed.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { UsageError } from '../failures.ts';
import { failedRowsCsv, haveClaimCodes, parseManifest, type FailedRow, type ManifestRow } from './csv.ts';

/** Throws UsageError when the file can't be read as a manifest. */
export async function readManifestFile(file: string): Promise<ManifestRow[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} can't be read (${error.code}). Give the path of a CSV file.`);
  });
  return parseManifest(file, bytes);
}

export function failedFileOf(file: string): string {
  return `${file.replace(/(\.failed)?\.csv$/i, '')}.failed.csv`;
}

/** Replaces the file as a whole, so that a process killed here leaves the old one or the new one. Without rows there is none. */
export async function writeFailedFile(failedFile: string, rows: readonly FailedRow[]): Promise<void> {
  if (rows.length === 0) return rm(failedFile, { force: true });
  await writeFile(`${failedFile}.new`, failedRowsCsv(rows), { mode: haveClaimCodes(rows) ? 0o600 : 0o666 });
  await rename(`${failedFile}.new`, failedFile);
}
