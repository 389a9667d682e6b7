// The CSV file that a manifest is imported from, and the one that gets the rows that failed.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { parse, type Info } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { UsageError } from './failures.ts';
import { manifestFields, type ManifestTexts } from './manifest-entry.ts';

export interface ManifestRow {
  /** Where it ends in the file, from 1. */
  readonly line: number;
  readonly texts: ManifestTexts;
  /** Why it can't be read as what the first line announces. */
  readonly problem?: string;
}

export interface FailedRow extends ManifestRow {
  readonly reason: string;
}

const optional: readonly string[] = ['owner', 'displayName', 'claimCode', 'reason'];

/**
 * The rows of a UTF-8 file whose first line names the columns serial and camera, and optionally owner, displayName and claimCode. A column
 * `reason` is ignored: the file of failed rows has one. Throws UsageError when the file isn't that.
 */
export async function readManifestFile(file: string): Promise<ManifestRow[]> {
  const [head, ...records] = parseCsv(file, await readText(file));
  const columns = head?.record.map((name) => name.trim()) ?? [];
  const unknown = columns.filter((name) => !['serial', 'camera', ...optional].includes(name));
  const missing = ['serial', 'camera'].filter((name) => !columns.includes(name));
  if (unknown.length > 0 || missing.length > 0 || new Set(columns).size < columns.length) {
    const found = head === undefined ? 'the file is empty' : `it says ${columns.join(',')}`;
    throw new UsageError(
      `The first line of ${file} must name the columns serial,camera and optionally owner,displayName,claimCode; ${found}.`,
    );
  }
  return records.map(({ record, info }) => ({
    line: info.lines,
    texts: Object.fromEntries(manifestFields.map((name) => [name, record[columns.indexOf(name)]])),
    ...(record.length > columns.length && {
      problem: `the row has ${record.length} fields, the first line names ${columns.length}; a text with a comma needs double quotes around it`,
    }),
  }));
}

export function failedFileOf(file: string): string {
  return `${file.replace(/(\.failed)?\.csv$/i, '')}.failed.csv`;
}

/** Replaces the file as a whole, so that a process killed here leaves the old one or the new one. Without rows there is none. */
export async function writeFailedFile(failedFile: string, rows: readonly FailedRow[]): Promise<void> {
  if (rows.length === 0) return rm(failedFile, { force: true });
  const withCodes = rows.some(({ texts }) => texts.claimCode);
  const columns = [...manifestFields.filter((name) => withCodes || name !== 'claimCode'), 'reason'];
  const text = stringify(
    rows.map(({ texts, reason }) => ({ ...texts, reason })),
    { header: true, columns },
  );
  await writeFile(`${failedFile}.new`, text, { mode: withCodes ? 0o600 : 0o666 });
  await rename(`${failedFile}.new`, failedFile);
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} can't be read (${error.code}). Give the path of a CSV file.`);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file} is not in UTF-8. Save it as "CSV UTF-8", so that no name is damaged.`);
  }
}

function parseCsv(file: string, text: string): { record: string[]; info: Info }[] {
  try {
    return parse(text, { info: true, relax_column_count: true, skip_empty_lines: true, trim: true }) as unknown as {
      record: string[];
      info: Info;
    }[];
  } catch (error) {
    throw new UsageError(`${file} is not a CSV file that can be read: ${(error as Error).message}.`);
  }
}
