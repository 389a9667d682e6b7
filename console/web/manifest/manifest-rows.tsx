// Rows of a manifest's file with what becomes of each; pressed, a row tells everything.
import { useRef, useState } from 'react';
import type { ManifestRow } from '../../api/manifest.ts';
import { Badge } from '../frame/status.tsx';
import { VirtualRows } from '../frame/virtual-rows.tsx';
import { outcomeBadges, type Outcome } from './outcome.ts';

export interface ShownRow extends ManifestRow {
  readonly outcome: Outcome;
  /** What changes, or why it failed. */
  readonly says: readonly string[];
  readonly registered?: true;
}

export function ManifestRows({ label, rows }: { label: string; rows: readonly ShownRow[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState<ShownRow>();
  return (
    <>
      <VirtualRows
        label={label}
        className="manifest-rows"
        items={rows}
        rowHeight={84}
        keyOf={({ line }) => `${line}`}
        head={
          <>
            <span role="columnheader">Line</span>
            <span role="columnheader">Camera</span>
            <span role="columnheader">Outcome</span>
          </>
        }
        render={(row) => (
          <Cells
            row={row}
            open={() => {
              setOpen(row);
              dialog.current?.showModal();
            }}
          />
        )}
      />
      <dialog ref={dialog} aria-label="The whole row" onClose={() => setOpen(undefined)}>
        {open && <WholeRow row={open} />}
        <div className="row end">
          <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  );
}

function Cells({ row, open }: { row: ShownRow; open: () => void }) {
  const { line, serial, camera, owner, displayName, outcome, says } = row;
  return (
    <>
      <span role="cell" className="number quiet">
        {line.toLocaleString()}
      </span>
      <span role="cell" className="cell-main">
        <button type="button" className="row-button stretched" onClick={open}>
          <bdi>{camera || 'no camera'}</bdi>
        </button>
        <span className="second">
          <bdi>{serial || 'no serial number'}</bdi>
          {[owner, displayName].map((text, index) => text && <bdi key={index}> · {text}</bdi>)}
        </span>
        {says.length > 0 && (
          <span className={`second ${outcome === 'failed' ? 'why' : ''}`}>
            <bdi>{says.join('; ')}</bdi>
          </span>
        )}
      </span>
      <span role="cell">
        <Badge {...outcomeBadges[outcome]} />
      </span>
    </>
  );
}

function WholeRow({ row }: { row: ShownRow }) {
  const { line, serial, camera, owner, displayName, reprovision, replaces, outcome, says, registered } = row;
  const facts = {
    'Serial number': serial,
    Camera: camera,
    Owner: owner,
    'Display name': displayName,
    ...(reprovision && { 'With a new certificate': reprovision }),
    ...(replaces && { Replaces: replaces }),
  };
  return (
    <>
      <h2>
        Line {line.toLocaleString()} <Badge {...outcomeBadges[outcome]} />
      </h2>
      <dl className="facts">
        {Object.entries(facts).map(([name, text]) => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} of it`}>{text ? <bdi>{text}</bdi> : <span className="quiet">none</span>}</dd>,
        ])}
      </dl>
      <ul>
        {says.map((text) => (
          <li key={text}>
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
      {registered && (
        <p className="quiet">The camera has registered: its owner is in its own record, and stays as it is there.</p>
      )}
    </>
  );
}
