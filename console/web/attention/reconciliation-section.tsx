// What the reconciler's newest run found in the fleet, and what became of it.
import type { ReconciliationRun } from '../../api/attention.ts';
import { Moment } from '../frame/moment.tsx';
import { Trouble } from '../frame/notice.tsx';
import { Badge, type BadgeProps } from '../frame/status.tsx';
import { useAsked } from '../frame/use-asked.ts';

type Fate = Extract<ReconciliationRun, { outcome: 'succeeded' }>['lines'][number]['fate'];

const badges: Readonly<Record<Fate, BadgeProps>> = {
  repaired: { tone: 'good', sign: '✓', word: 'Repaired' },
  'would-be-repaired': { tone: 'busy', sign: '…', word: 'Would be repaired' },
  'not-needed': { tone: 'idle', sign: '○', word: 'Not needed' },
  left: { tone: 'warn', sign: '!', word: 'Left' },
};

const everyMs = 30_000;

export function ReconciliationSection() {
  const { answer, error } = useAsked('getReconciliation', undefined, everyMs);
  return (
    <section aria-labelledby="reconciliation">
      <h2 id="reconciliation">What differs from what should be</h2>
      <p className="quiet">
        Every night, and with <code>lensgate fleet reconcile</code>, the fleet is compared with what it should be, and
        repaired. What is left waits for a person, or for the next run.
      </p>
      {error !== undefined && <Trouble>{error}</Trouble>}
      {answer && (answer.run ? <Run run={answer.run} /> : <p>There was no run yet.</p>)}
    </section>
  );
}

function Run({ run }: { run: ReconciliationRun }) {
  if (run.outcome === 'running') {
    return (
      <p role="status">
        A run began <Moment at={run.startedAt} />.
      </p>
    );
  }
  if (run.outcome === 'failed') {
    return (
      <Trouble>
        The run of <Moment at={run.startedAt} /> failed. <bdi>{run.says}</bdi>
      </Trouble>
    );
  }
  const { lines, total, postponed, dryRun, endedAt } = run;
  const many = total > lines.length ? ` The first ${lines.length} of ${total.toLocaleString()} are here.` : '';
  return (
    <>
      <p role="status">
        {postponed ?? (lines.length === 0 ? 'Everything was as it should be.' : `It found this.${many}`)}
        {dryRun && ' It was a dry run.'} As of <Moment at={endedAt} />.
      </p>
      {lines.length > 0 && (
        <div className="panel">
          <ul className="letters">
            {lines.map(({ fate, drift, subject, says }) => (
              <li className="letter" key={`${drift} ${subject}`} data-drift={drift}>
                <p>
                  <Badge {...badges[fate]} /> <bdi>{says}</bdi>
                </p>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
