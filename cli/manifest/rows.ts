// Importing rows into the manifest, many at a time.
import { makeClaimCode } from '../../records/claim-code.ts';
import { MalformedItemError } from '../../records/malformed-item-error.ts';
import type { ManifestEntry } from '../../records/manifest-entry.ts';
import { RefusedError } from '../failures.ts';
import type { FailedRow, ManifestRow } from './csv.ts';
import { parseManifestEntry } from './entry.ts';
import type { ManifestTable } from './table.ts';

export interface ImportCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface ImportedRows extends ImportCounts {
  /** In the order of the file. */
  readonly failed: readonly FailedRow[];
}

export interface ImportOptions {
  readonly onProgress: (done: number, total: number, counts: ImportCounts) => void;
  /** Takes no more rows. */
  readonly signal: AbortSignal;
  /** Makes a claim code for every row without an owner and without a code, unless its camera has one, and gets it to keep. */
  readonly keepClaimCode?: (serialNumber: string, cameraName: string, claimCode: string) => Promise<void>;
}

const parallelRows = 16;

/** Resolves, and rejects, when nothing of it runs any more. Throws RefusedError when it was interrupted, and what the table throws. */
export async function importRows(
  rows: readonly ManifestRow[],
  manifest: ManifestTable,
  { onProgress, signal, keepClaimCode }: ImportOptions,
): Promise<ImportedRows> {
  const counts = { added: 0, changed: 0, unchanged: 0 };
  const failed: FailedRow[] = [];
  const claim = onceEach();
  let next = 0;
  let done = 0;
  let broken = false;

  /** The reason why not, if so. */
  const importRow = async (row: ManifestRow): Promise<string | undefined> => {
    const read = readRow(row, claim);
    if ('reason' in read) return read.reason;
    try {
      const outcome = await manifest.add(read.entry);
      const coded = await setClaimCode(read.entry, read.claimCode);
      counts[coded && outcome === 'unchanged' ? 'changed' : outcome]++;
      return undefined;
    } catch (error) {
      if (error instanceof RefusedError || error instanceof MalformedItemError) return error.message;
      throw error;
    }
  };
  const setClaimCode = async (entry: ManifestEntry, claimCode: string | undefined): Promise<boolean> => {
    if (claimCode !== undefined) return manifest.setClaimCode(entry, { claimCode, replace: true });
    if (!keepClaimCode || entry.owner !== undefined) return false;
    const made = makeClaimCode();
    const keep = (): Promise<void> => keepClaimCode(entry.serialNumber, entry.cameraName, made);
    return manifest.setClaimCode(entry, { claimCode: made, replace: false, keep });
  };
  const work = async (): Promise<void> => {
    for (let row = rows[next]; row && !signal.aborted && !broken; row = rows[next]) {
      next++;
      const reason = await importRow(row).catch((error: unknown) => {
        broken = true;
        throw error;
      });
      if (reason !== undefined) failed.push({ ...row, reason });
      onProgress(++done, rows.length, counts);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: parallelRows }, work));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;

  if (done < rows.length) {
    throw new RefusedError(
      `Interrupted after ${done} of ${rows.length} rows. Import the same file again: what is there already counts as unchanged.`,
    );
  }
  failed.sort((a, b) => a.line - b.line);
  return { ...counts, failed };
}

/** Says what stands in the file twice. */
export type ClaimOnce = (entry: ManifestEntry, line: number) => string | undefined;

/** To be asked in the order of the rows, so that the first one wins. */
export function onceEach(): ClaimOnce {
  const lines = new Map<string, number>();
  return ({ serialNumber, cameraName, replaces }, line) => {
    // Until it has registered, what replaces a camera stands beside it, with the same name.
    const names = [`serial ${serialNumber}`, ...(replaces === undefined ? [`camera ${cameraName}`] : [])];
    const twice = names.find((name) => lines.has(name));
    if (twice !== undefined) return `${twice} stands in line ${lines.get(twice)} of this file already`;
    for (const name of names) lines.set(name, line);
    return undefined;
  };
}

/** What a row asks for, or why it can't, as far as the file alone tells. */
export function readRow(
  { texts, line, problem }: ManifestRow,
  claim: ClaimOnce,
): { entry: ManifestEntry; claimCode?: string } | { reason: string } {
  if (problem !== undefined) return { reason: problem };
  const read = parseManifestEntry(texts);
  if ('problems' in read)
    return { reason: read.problems.map(({ field, problem }) => `${field} ${problem}`).join('; ') };
  const twice = claim(read.entry, line);
  return twice === undefined ? read : { reason: twice };
}
