// What an import would do with each row, found out without writing anything.
import type { ManifestPreview, ManifestRow as ShownRow, PreviewRow } from '../../console/api/manifest.ts';
import { isClaimCode } from '../../records/claim-code.ts';
import { MalformedItemError } from '../../records/malformed-item-error.ts';
import { readManifestEntry, type ManifestEntry } from '../../records/manifest-entry.ts';
import { readCameraRecord } from '../../records/camera-record.ts';
import { RefusedError } from '../failures.ts';
import type { ManifestRow } from './csv.ts';
import { changesOf, claimStanding, refuseTakenName } from './plan.ts';
import { onceEach, readRow } from './rows.ts';
import type { ReadStandings, Standing } from './standings.ts';

/** Rejects when it is aborted, and with what reading the table throws. */
export async function previewRows(
  rows: readonly ManifestRow[],
  readStandings: ReadStandings,
  signal: AbortSignal,
): Promise<ManifestPreview> {
  const claim = onceEach();
  const reads = rows.map((row) => ({ row, read: readRow(row, claim) }));
  const standingOf = await readStandings(
    reads.flatMap(({ read }) => ('entry' in read ? [read.entry] : [])),
    signal,
  );
  return {
    rows: reads.map(({ row, read }): PreviewRow => {
      if ('reason' in read) return failed(row, read.reason);
      try {
        return { ...shownRow(row), ...planOf(read.entry, read.claimCode !== undefined, standingOf(read.entry)) };
      } catch (error) {
        if (error instanceof RefusedError || error instanceof MalformedItemError) return failed(row, error.message);
        throw error;
      }
    }),
  };
}

const failed = (row: ManifestRow, reason: string): PreviewRow => ({
  ...shownFailedRow(row, reason),
  outcome: 'failed',
});

type Plan = Omit<PreviewRow, keyof ShownRow>;

/** @throws RefusedError, MalformedItemError */
function planOf(entry: ManifestEntry, hasCode: boolean, standing: Standing): Plan {
  const record = standing.record && readCameraRecord(standing.record);
  const existing = standing.entry && readManifestEntry(standing.entry);
  refuseTakenName(entry, record);
  const changes = existing ? changesOf(entry, existing) : [];
  const { owned, hashed } = claimStanding(existing, record);
  const claimCode = hasCode ? (owned ? 'not used' : hashed ? 'compared' : 'set') : undefined;
  const outcome = !existing ? 'added' : changes.length > 0 || claimCode === 'set' ? 'changed' : 'unchanged';
  return {
    outcome,
    ...(changes.length > 0 && {
      changes: changes.map(({ field, from, to }) => ({
        field,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      })),
    }),
    ...(claimCode && { claimCode }),
    ...(!hasCode && entry.owner === undefined && !owned && !hashed && { wantsClaimCode: true as const }),
    ...(record && { registered: true as const }),
  };
}

/** Texts as they stand in the file, without the claim code. */
function shownRow({ line, texts }: ManifestRow): ShownRow {
  const { serial = '', camera = '', owner, displayName, reprovision, replaces } = texts;
  return {
    line,
    serial,
    camera,
    ...(owner && { owner }),
    ...(displayName && { displayName }),
    ...(reprovision && { reprovision }),
    ...(replaces && { replaces }),
  };
}

const hidden = '•••';

/** A row that was cut wrongly may have its claim code under another column's name: what could be one is hidden there, in the reason too. */
export function shownFailedRow(row: ManifestRow, reason: string): ShownRow & { reason: string } {
  if (!('claimCode' in row.texts)) return { ...shownRow(row), reason };
  const suspects = Object.entries(row.texts).filter(
    ([name, text]) => text !== undefined && isClaimCode(text) && (!row.fits || name === 'owner'),
  );
  const texts = { ...row.texts, ...Object.fromEntries(suspects.map(([name]) => [name, hidden])) };
  return {
    ...shownRow({ ...row, texts }),
    reason: suspects.reduce((masked, [, text]) => masked.replaceAll(text, hidden), reason),
  };
}
