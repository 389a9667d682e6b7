// Importing a CSV: good rows go into the manifest, bad ones into a file that can be corrected and imported again.
import { makeClaimCode } from '../functions/claim-code.ts';
import { RefusedError } from './failures.ts';
import { readManifestEntry, type ManifestEntry } from './manifest-entry.ts';
import { failedFileOf, readManifestFile, writeFailedFile, type FailedRow, type ManifestRow } from './manifest-file.ts';
import type { ManifestTable } from './manifest-table.ts';

export interface ImportResult {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Present when rows failed. */
  readonly failedFile?: string;
}

export interface ImportOptions {
  readonly onProgress: (done: number, total: number) => void;
  /** Takes no more rows. */
  readonly signal: AbortSignal;
  /** Makes a claim code for every row without an owner and without a code, unless its camera has one, and gets it to keep. */
  readonly keepClaimCode?: (serialNumber: string, cameraName: string, claimCode: string) => Promise<void>;
}

const parallelRows = 16;

/**
 * `<file>.failed.csv` gets the rows that failed, with a column `reason`; an import without any removes an older one.
 * Throws UsageError when the file can't be read as a manifest, RefusedError when it was interrupted: no file has changed then.
 */
export async function importManifest(
  file: string,
  manifest: ManifestTable,
  { onProgress, signal, keepClaimCode }: ImportOptions,
): Promise<ImportResult> {
  const rows = await readManifestFile(file);
  const counts = { added: 0, changed: 0, unchanged: 0 };
  const failed: FailedRow[] = [];
  const claim = onceEach();
  let next = 0;
  let done = 0;

  /** The reason why not, if so. */
  const importRow = async ({ texts, line, problem }: ManifestRow): Promise<string | undefined> => {
    if (problem !== undefined) return problem;
    const read = readManifestEntry(texts);
    if ('problems' in read) return read.problems.map(({ field, problem }) => `${field} ${problem}`).join('; ');
    const twice = claim(read.entry, line);
    if (twice !== undefined) return twice;
    try {
      const outcome = await manifest.add(read.entry);
      const coded = await setClaimCode(read.entry, read.claimCode);
      counts[coded && outcome === 'unchanged' ? 'changed' : outcome]++;
      return undefined;
    } catch (error) {
      if (error instanceof RefusedError) return error.message;
      throw error;
    }
  };
  const setClaimCode = async (entry: ManifestEntry, claimCode: string | undefined): Promise<boolean> => {
    if (claimCode !== undefined) return manifest.setClaimCode(entry, { claimCode, replace: true });
    if (!keepClaimCode || entry.ownerId !== undefined) return false;
    const made = makeClaimCode();
    const keep = (): Promise<void> => keepClaimCode(entry.serialNumber, entry.cameraName, made);
    return manifest.setClaimCode(entry, { claimCode: made, replace: false, keep });
  };
  const work = async (): Promise<void> => {
    for (let row = rows[next]; row && !signal.aborted; row = rows[next]) {
      next++;
      const reason = await importRow(row);
      if (reason !== undefined) failed.push({ ...row, reason });
      onProgress(++done, rows.length);
    }
  };
  await Promise.all(Array.from({ length: parallelRows }, work));

  if (done < rows.length) {
    throw new RefusedError(
      `Interrupted after ${done} of ${rows.length} rows. Import the same file again: what is there already counts as unchanged.`,
    );
  }
  const failedFile = failedFileOf(file);
  failed.sort((a, b) => a.line - b.line);
  // A corrected file that went in whole is somebody's work: it stays.
  if (failed.length > 0 || failedFile !== file) await writeFailedFile(failedFile, failed);
  return { ...counts, failed: failed.length, ...(failed.length > 0 && { failedFile }) };
}

/** Says what stands in the file twice. Asked in the order of the rows, so that the first one wins. */
function onceEach(): (entry: ManifestEntry, line: number) => string | undefined {
  const lines = new Map<string, number>();
  return ({ serialNumber, cameraName }, line) => {
    const [serial, camera] = [`serial ${serialNumber}`, `camera ${cameraName}`];
    const twice = [serial, camera].find((name) => lines.has(name));
    if (twice !== undefined) return `${twice} stands in line ${lines.get(twice)} of this file already`;
    lines.set(serial, line).set(camera, line);
    return undefined;
  };
}
