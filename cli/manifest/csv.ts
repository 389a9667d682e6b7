// The manifest as CSV: the rows of a text, and the text of rows that failed.
import { parse, type Info } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { LenientManifestEntry } from '../../records/manifest-entry.ts';
import { UsageError } from '../failures.ts';
import { plainCell, spreadsheetCell } from './cell.ts';
import { manifestFields, type ManifestField, type ManifestTexts } from './entry.ts';

export interface ManifestRow {
  /** Where it ends in the file, from 1. */
  readonly line: number;
  /** Of the columns that there are. */
  readonly texts: ManifestTexts;
  /** It has as many fields as the first line: each text stands in its own column. */
  readonly fits: boolean;
  /** Why it can't be read as what the first line announces. */
  readonly problem?: string;
}

export interface FailedRow extends ManifestRow {
  readonly reason: string;
}

// Whatever is in a file that isn't a manifest: enough of it to recognise.
const longestQuote = 200;
const required: readonly string[] = ['serial', 'camera'];
const optional: readonly string[] = manifestFields.filter((name) => !required.includes(name));

/**
 * The rows of a UTF-8 text whose first line names the columns serial and camera, and optionally the others of an entry. A column
 * `reason` is ignored: the file of failed rows has one. Throws UsageError, which calls the text `file`, when it isn't that.
 */
export function parseManifest(file: string, bytes: Uint8Array, mostRows?: number): ManifestRow[] {
  const [head, ...records] = parseCsv(file, decode(file, bytes), mostRows);
  if (mostRows !== undefined && records.length > mostRows) {
    throw new UsageError(
      `${file} has more than ${mostRows.toLocaleString('en')} rows. Split it into files that each have the first line.`,
    );
  }
  const columns = head?.record.map((name) => name.trim()) ?? [];
  const unknown = columns.filter((name) => ![...required, ...optional, 'reason'].includes(name));
  const missing = required.filter((name) => !columns.includes(name));
  if (unknown.length > 0 || missing.length > 0 || new Set(columns).size < columns.length) {
    const found = head === undefined ? 'the file is empty' : `it says ${columns.join(',').slice(0, longestQuote)}`;
    throw new UsageError(
      `The first line of ${file} must name the columns ${required.join()} and optionally ${optional.join()}; ${found}.`,
    );
  }
  const present = manifestFields.filter((name) => columns.includes(name));
  const textOf = columns.includes('reason') ? plainCell : (text: string | undefined) => text;
  return records.map(({ record, info }) => ({
    line: info.lines,
    texts: Object.fromEntries(present.map((name) => [name, textOf(record[columns.indexOf(name)])])),
    fits: record.length === columns.length,
    ...(record.length > columns.length && {
      problem: `the row has ${record.length} fields, the first line names ${columns.length}; a text with a comma needs double quotes around it`,
    }),
  }));
}

const notAlwaysThere: readonly string[] = ['claimCode', 'reprovision', 'replaces'] satisfies ManifestField[];

/** To be corrected and imported again: with a column `reason`, and without those for what most entries have not, unless a row has it. */
export function failedRowsCsv(rows: readonly FailedRow[]): string {
  const isNeeded = (name: ManifestField) => !notAlwaysThere.includes(name) || rows.some(({ texts }) => texts[name]);
  const columns = [...manifestFields.filter(isNeeded), 'reason'];
  return stringify(
    rows.map(({ texts, reason }) => ({
      ...Object.fromEntries(manifestFields.map((name) => [name, spreadsheetCell(texts[name])])),
      reason,
    })),
    { header: true, columns },
  );
}

/** Of all entries, without claim codes. The empty column `reason` tells who imports it that formulas are marked. */
export const entriesCsv = (entries: readonly LenientManifestEntry[]): string =>
  failedRowsCsv(
    entries.map(({ serialNumber = '', cameraName = '', owner, displayName, reprovision, replaces }) => ({
      line: 0,
      fits: true,
      reason: '',
      texts: {
        serial: serialNumber,
        camera: cameraName,
        ...(owner !== undefined && { owner }),
        ...(displayName !== undefined && { displayName }),
        ...(reprovision !== undefined && { reprovision }),
        ...(replaces !== undefined && { replaces }),
      },
    })),
  );

export const haveClaimCodes = (rows: readonly ManifestRow[]): boolean => rows.some(({ texts }) => texts.claimCode);

function decode(file: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    throw new UsageError(`${file} is not in UTF-8. Save it as "CSV UTF-8", so that no name is damaged.`);
  }
  throw new UsageError(`${file} is not a text file. A spreadsheet saves one as "CSV UTF-8".`);
}

function parseCsv(file: string, text: string, mostRows?: number): { record: string[]; info: Info }[] {
  // The first line, and one more to know that there are too many.
  const most = mostRows !== undefined && { to: mostRows + 2 };
  const options = { info: true, relax_column_count: true, skip_empty_lines: true, trim: true, ...most };
  try {
    return parse(text, options) as unknown as { record: string[]; info: Info }[];
  } catch (error) {
    // It quotes what it found there, which may be a claim code.
    const why = (error as Error).message.replace(/, value is .*$/s, '');
    throw new UsageError(`${file} is not a CSV file that can be read: ${why}.`);
  }
}
