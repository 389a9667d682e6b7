// What waits for a person: registrations and events that went nowhere, each with why, and the way back.
import { DeadLetterSection } from './dead-letter-section.tsx';
import { useDeadLetterQueues } from './dead-letter-queues.ts';
import { Empty, Trouble } from '../frame/notice.tsx';
import { PendingSection } from './pending-section.tsx';
import { ReconciliationSection } from './reconciliation-section.tsx';
import './attention.css';

export function AttentionPage() {
  const { answer, error, again } = useDeadLetterQueues();
  const queues = answer?.queues;
  return (
    <>
      <h1>Attention</h1>
      {error !== undefined && <Trouble>{error} Trying again by itself.</Trouble>}
      <section aria-labelledby="dead-letters">
        <h2 id="dead-letters">Dead letters</h2>
        <p className="quiet">
          What could not be delivered, or failed again and again. It is kept for 14 days. Redriving is safe at any time:
          who reads these queues bears a message twice.
        </p>
        {queues === undefined ? (
          error === undefined && <p className="quiet">Counting …</p>
        ) : queues.length === 0 ? (
          <Empty title="The stack has no dead-letter queue">
            <p>Is it an older release? Deploy it again.</p>
          </Empty>
        ) : (
          queues.map((queue) => <DeadLetterSection key={queue.id} queue={queue} onChange={again} />)
        )}
      </section>
      <PendingSection />
      <ReconciliationSection />
    </>
  );
}
