// `lensgate manifest import` for the console: the same rows, the same words; what was a file on disk is bytes here.
import { documentClient } from '../../records/document-client.ts';
import { ImpossibleError } from '../../console/server/impossible-error.ts';
import type { OpenManifest } from '../../console/server/manifest/manifest-file.ts';
import { UsageError } from '../failures.ts';
import { failedRowsCsv, parseManifest, type ManifestRow } from './csv.ts';
import { previewRows, shownFailedRow } from './preview.ts';
import { importRows } from './rows.ts';
import { standingsReader } from './standings.ts';
import { openManifestTable } from './table.ts';
import type { ClientConfig } from '../target.ts';

/** They are in memory together, here and in the browser. */
const mostRows = 100_000;

export function openManifestForConsole(client: ClientConfig, tableName: string): OpenManifest {
  const table = openManifestTable(client, tableName);
  const readStandings = standingsReader({ client: documentClient(client), tableName });
  return (name, bytes) => {
    const rows = parse(name, bytes);
    return {
      rows: rows.length,
      preview: (signal) => previewRows(rows, readStandings, signal),
      async import(options) {
        const { failed, ...counts } = await importRows(rows, table, options);
        return {
          ...counts,
          failed: failed.map((row) => shownFailedRow(row, row.reason)),
          ...(failed.length > 0 && { failedCsv: failedRowsCsv(failed) }),
        };
      },
    };
  };
}

function parse(name: string, bytes: Uint8Array): ManifestRow[] {
  try {
    return parseManifest(name, bytes, mostRows);
  } catch (error) {
    throw error instanceof UsageError ? new ImpossibleError(error.message) : error;
  }
}
