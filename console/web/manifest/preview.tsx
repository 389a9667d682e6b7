// What a file would do, row by row, and the button that does it.
import { useMemo, useState } from 'react';
import { ActionButton } from '../frame/action-button.tsx';
import { Empty } from '../frame/notice.tsx';
import { setMakeClaimCodes, startImport, startOver, type Importing } from './importing.ts';
import { ManifestRows, type ShownRow } from './manifest-rows.tsx';
import { notesOf, outcomeBadges, outcomeOf, type Outcome } from './outcome.ts';

const outcomes: readonly Outcome[] = ['added', 'changed', 'unchanged', 'failed'];
const filterWords = { added: 'Added', changed: 'Changed', unchanged: 'Unchanged', failed: 'Only problems' } as const;

export function Preview({ importing }: { importing: Importing }) {
  const { rows, makeClaimCodes } = importing;
  const [only, setOnly] = useState<Outcome>();
  const all = useMemo(
    () =>
      rows.map((row): ShownRow => ({
        ...row,
        outcome: outcomeOf(row, makeClaimCodes),
        says: row.reason === undefined ? notesOf(row, makeClaimCodes) : [row.reason],
      })),
    [rows, makeClaimCodes],
  );
  const shown = useMemo(() => all.filter(({ outcome }) => only === undefined || outcome === only), [all, only]);
  const count = (of: Outcome): number => all.filter(({ outcome }) => outcome === of).length;
  const problems = count('failed');
  const wanting = rows.filter(({ wantsClaimCode }) => wantsClaimCode).length;
  if (rows.length === 0) {
    return (
      <Empty title="The file has no rows">
        <p>Its first line is right. Add a line for each camera, and take it again.</p>
        <ChooseAnother />
      </Empty>
    );
  }
  return (
    <>
      <p className="quiet">Nothing is written yet.</p>
      {wanting > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={makeClaimCodes}
            onChange={({ currentTarget }) => setMakeClaimCodes(currentTarget.checked)}
          />
          <span>
            Make claim codes for cameras without an owner <span className="quiet">({wanting.toLocaleString()})</span>
          </span>
        </label>
      )}
      <div className="row">
        <ImportButton importing={importing} good={rows.length - problems} />
        <ChooseAnother />
      </div>
      {problems > 0 && (
        <p className="quiet">
          {problems === 1 ? 'One row can’t' : `${problems.toLocaleString()} rows can’t`} be imported. After the import
          you get {problems === 1 ? 'it' : 'them'} as a file, to correct.
        </p>
      )}
      <div className="filters">
        <div className="row" role="group" aria-label="Filter by outcome">
          <button type="button" className="chip" aria-pressed={only === undefined} onClick={() => setOnly(undefined)}>
            All <b>{all.length.toLocaleString()}</b>
          </button>
          {outcomes.map((value) => (
            <button
              key={value}
              type="button"
              className={`chip ${outcomeBadges[value].tone}`}
              aria-pressed={only === value}
              onClick={() => setOnly(only === value ? undefined : value)}
            >
              {filterWords[value]} <b>{count(value).toLocaleString()}</b>
            </button>
          ))}
        </div>
      </div>
      {shown.length === 0 ? (
        <Empty title="No such rows">
          <button type="button" className="button plain" onClick={() => setOnly(undefined)}>
            Show all rows
          </button>
        </Empty>
      ) : (
        <ManifestRows label="What each row would do" rows={shown} />
      )}
    </>
  );
}

const ChooseAnother = () => (
  <button type="button" className="button plain" onClick={() => startOver()}>
    Choose another file
  </button>
);

function ImportButton({ importing: { rows }, good }: { importing: Importing; good: number }) {
  if (good === 0) return <p>No row can be imported. Correct the file, and take it again.</p>;
  const changed = rows.filter(({ changes }) => changes !== undefined).length;
  const compared = rows.filter(({ claimCode, outcome }) => claimCode === 'compared' && outcome !== 'failed').length;
  const entries = (count: number): string => (count === 1 ? 'one entry' : `${count.toLocaleString()} entries`);
  const asks = [
    ...(changed > 0
      ? [
          `What ${entries(changed)} ${changed === 1 ? 'says' : 'say'} beside the camera’s name becomes what the file says.`,
        ]
      : []),
    ...(compared > 0
      ? [`The claim codes of ${entries(compared)} become those of the file; others are no good then.`]
      : []),
  ];
  return (
    <ActionButton
      kind="primary"
      act={startImport}
      {...(asks.length > 0 && {
        confirm: {
          title: `Change ${entries(changed + compared)} that ${changed + compared === 1 ? 'is' : 'are'} there?`,
          text: `${asks.join(' ')} What they have now is not kept.`,
          yes: 'Import',
        },
      })}
    >
      Import {good.toLocaleString()} {good === 1 ? 'row' : 'rows'}
    </ActionButton>
  );
}
