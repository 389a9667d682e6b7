// What an import did, and the rows that failed, to be corrected and imported again.
import { useMemo } from 'react';
import { Link } from '../frame/location.tsx';
import { Counts } from './counts.tsx';
import { besides, download } from './download.ts';
import { preview, startOver, type Importing } from './importing.ts';
import { ManifestRows, type ShownRow } from './manifest-rows.tsx';

export function ImportResult({ importing }: { importing: Importing }) {
  const { file, done, counts, failed, failedCsv, error } = importing;
  const failedName = besides(file?.name ?? 'manifest.csv', 'failed');
  const rows = useMemo(
    () => (failed ?? []).map((row): ShownRow => ({ ...row, outcome: 'failed', says: [row.reason] })),
    [failed],
  );
  return (
    <section aria-labelledby="result">
      <h2 id="result">{error === undefined ? 'Imported' : 'Imported in part'}</h2>
      <Counts counts={counts} of={done} />
      <div className="row">
        {error !== undefined && (
          <button type="button" className="button primary" onClick={() => void preview([file!])}>
            Import the same file again
          </button>
        )}
        {failedCsv !== undefined && (
          // Spreadsheets take a file for UTF-8 by its byte order mark.
          <button type="button" className="button primary" onClick={() => download(failedName, `\ufeff${failedCsv}`)}>
            Download the failed rows
          </button>
        )}
        <button type="button" className="button plain" onClick={() => startOver()}>
          Import another file
        </button>
        <Link href="/cameras" className="button plain">
          To the cameras
        </Link>
      </div>
      {rows.length > 0 && (
        <>
          <h2>{rows.length === 1 ? 'One row' : `${rows.length.toLocaleString()} rows`} failed</h2>
          <p>
            To be corrected in <bdi className="file-name">{failedName}</bdi>, with the reason in each row. Import that
            file then.
          </p>
          <ManifestRows label="Failed rows" rows={rows} />
        </>
      )}
    </section>
  );
}
