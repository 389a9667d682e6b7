// Importing a CSV: good rows go into the manifest, bad ones into a file that can be corrected and imported again.
import { createReadStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { parse, type CsvError } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { RefusedError, UsageError } from './failures.ts';
import { readManifestFields } from './manifest-entry.ts';
import type { ManifestTable } from './manifest-table.ts';

const columns = ['serial', 'camera', 'owner', 'displayName'] as const;
type Row = Partial<Record<(typeof columns)[number], string>>;

export interface ImportResult {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Present when rows failed. */
  readonly failedFile?: string;
}

const parallelRows = 16;

/**
 * The file's first line names the columns: serial, camera, and optionally owner, displayName (and reason, which is ignored).
 * `<file>.failed.csv` gets the rows that failed, with a column `reason`. Throws UsageError when the file can't be read as that.
 */
export async function importManifest(
  file: string,
  manifest: ManifestTable,
  onProgress: (done: number, total: number) => void,
): Promise<ImportResult> {
  const rows = await readRows(file);
  const counts = { added: 0, changed: 0, unchanged: 0 };
  const failed: (Row & { reason: string; line: number })[] = [];
  const seenSerials = new Map<string, number>();
  const seenCameras = new Map<string, number>();
  let next = 0;
  let done = 0;

  const importRow = async (index: number): Promise<void> => {
    const row = rows[index]!;
    const fail = (reason: string): void => void failed.push({ ...row, reason, line: index + 2 });
    const entry = readManifestFields({ ...row, serial: row.serial?.trim(), camera: row.camera?.trim() });
    if (typeof entry === 'string') return fail(entry);
    const twin = seenSerials.get(entry.serialNumber) ?? seenCameras.get(entry.cameraName);
    if (twin !== undefined) return fail(`serial or camera stands in line ${twin} of this file already`);
    seenSerials.set(entry.serialNumber, index + 2);
    seenCameras.set(entry.cameraName, index + 2);
    try {
      counts[await manifest.add(entry)]++;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      fail(error.message);
    }
  };
  const work = async (): Promise<void> => {
    while (next < rows.length) {
      await importRow(next++);
      onProgress(++done, rows.length);
    }
  };
  await Promise.all(Array.from({ length: parallelRows }, work));

  const failedFile = `${file.replace(/(\.failed)?\.csv$/i, '')}.failed.csv`;
  if (failed.length === 0) {
    if (failedFile !== file) await rm(failedFile, { force: true });
    return { ...counts, failed: 0 };
  }
  failed.sort((a, b) => a.line - b.line);
  await writeFile(failedFile, stringify(failed, { header: true, columns: [...columns, 'reason'] }));
  return { ...counts, failed: failed.length, failedFile };
}

async function readRows(file: string): Promise<Row[]> {
  await readFile(file).catch(() => {
    throw new UsageError(`${file} can't be read. Give the path of a CSV file.`);
  });
  const parser = createReadStream(file).pipe(
    parse({ bom: true, columns: (head: string[]) => checkHead(file, head), skip_empty_lines: true, trim: true }),
  );
  const rows: Row[] = [];
  try {
    for await (const row of parser) rows.push(row as Row);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} is not a CSV file that can be read: ${(error as CsvError).message}.`);
  }
  return rows;
}

function checkHead(file: string, head: string[]): string[] {
  const names = head.map((name) => name.trim());
  const known: readonly string[] = [...columns, 'reason'];
  const unknown = names.filter((name) => !known.includes(name));
  const missing = ['serial', 'camera'].filter((name) => !names.includes(name));
  if (unknown.length > 0 || missing.length > 0) {
    throw new UsageError(
      `The first line of ${file} must name the columns serial,camera and optionally owner,displayName; it says ${names.join(',')}.`,
    );
  }
  return names;
}
