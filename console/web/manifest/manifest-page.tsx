// Importing a manifest: choose a file, see what it would do, do it, and get what failed.
import { useEffect, useRef } from 'react';
import { Link } from '../frame/location.tsx';
import { Trouble } from '../frame/notice.tsx';
import { ClaimCodesNotice } from './claim-codes-notice.tsx';
import { download } from './download.ts';
import { DropZone } from './drop-zone.tsx';
import { ImportProgress } from './import-progress.tsx';
import { ImportResult } from './import-result.tsx';
import { preview, useImporting } from './importing.ts';
import { Preview } from './preview.tsx';
import './manifest.css';

const columns = 'serial,camera,owner,displayName,claimCode';

/** For ears: what the page has changed to. */
const announcements = {
  choose: '',
  reading: 'Reading the file, and what is there already …',
  preview: 'This is what the file would do.',
  importing: 'Importing.',
  ended: 'The import has ended.',
} as const;

export function ManifestPage() {
  const importing = useImporting();
  const { stage, file, error } = importing;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What was pressed is gone; the keyboard goes on from here.
    if (stage !== 'choose' && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [stage]);
  const choosing = stage === 'choose' || stage === 'reading';
  return (
    <>
      <p className="crumbs">
        <Link href="/cameras">Cameras</Link> <span aria-hidden="true">›</span>{' '}
        <span className="unseen">import a manifest</span>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {choosing ? 'Import a manifest' : <bdi>{file?.name}</bdi>}
      </h1>
      {choosing && (
        <>
          <p>
            The manifest says which serial numbers may register, and as which camera. You see what a file would do
            before anything is written.
          </p>
          <DropZone take={(files) => void preview(files)} disabled={stage === 'reading'} />
        </>
      )}
      <p role="status" className={stage === 'reading' ? 'quiet' : 'unseen'}>
        {announcements[stage]}
      </p>
      {error !== undefined && <Trouble>{error}</Trouble>}
      <ClaimCodesNotice importing={importing} />
      {choosing && <Format />}
      {stage === 'preview' && <Preview importing={importing} />}
      {stage === 'importing' && <ImportProgress importing={importing} />}
      {stage === 'ended' && <ImportResult importing={importing} />}
    </>
  );
}

function Format() {
  return (
    <section aria-labelledby="format">
      <h2 id="format">The file</h2>
      <p>
        A CSV file in UTF-8. Its first line names the columns: <code>serial</code> and <code>camera</code>, and if you
        like <code>owner</code> (an e-mail address), <code>displayName</code>, <code>claimCode</code> (what is printed
        on a camera without an owner), <code>reprovision</code> (never, migrate or reset: what becomes of it with a new
        certificate) and <code>replaces</code> (the serial number whose place it takes). At most 10 MB and 100,000 rows.
      </p>
      <pre tabIndex={0} aria-label="Example">
        {`${columns}\nSN-0001,front-door,ada@example.com,"Front door, left",\nSN-0002,garage,,Garage,`}
      </pre>
      <button type="button" className="button plain" onClick={() => download('manifest.csv', `${columns}\n`)}>
        Download an empty file with these columns
      </button>
    </section>
  );
}
