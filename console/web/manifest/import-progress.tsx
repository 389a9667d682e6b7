// How far the import is, and a way to end it.
import { ActionButton } from '../frame/action-button.tsx';
import { Counts } from './counts.tsx';
import { stopImport, type Importing } from './importing.ts';

export function ImportProgress({ importing }: { importing: Importing }) {
  const { done, rows, counts } = importing;
  return (
    <section aria-labelledby="progress">
      <h2 id="progress">Importing</h2>
      <progress value={done} max={rows.length} aria-label="Rows imported" />
      <p className="number">
        {done.toLocaleString()} of {rows.length.toLocaleString()} rows
      </p>
      <Counts counts={counts} of={done} />
      <p className="quiet">You may look at other pages meanwhile. Closing this tab ends the import.</p>
      <ActionButton
        act={() => Promise.resolve(stopImport())}
        confirm={{
          title: 'Stop the import?',
          text: 'What is imported stays. The same file can be imported again: what is there already counts as unchanged.',
          yes: 'Stop it',
        }}
      >
        Stop
      </ActionButton>
    </section>
  );
}
