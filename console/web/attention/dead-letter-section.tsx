// One dead-letter queue: what it is about, how many wait, which they are, and all of them back at once.
import { useEffect, useRef } from 'react';
import type { DeadLetterQueue, MessageMove } from '../../api/attention.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { ask } from '../frame/ask.ts';
import { useAsked } from '../frame/use-asked.ts';
import { Moment } from '../frame/moment.tsx';
import { Trouble } from '../frame/notice.tsx';
import { Badge } from '../frame/status.tsx';
import { Letter } from './letter.tsx';

interface DeadLetterSectionProps {
  readonly queue: DeadLetterQueue;
  readonly onChange: () => void;
}

export function DeadLetterSection({ queue, onChange }: DeadLetterSectionProps) {
  const { id, title, means, waiting, move } = queue;
  return (
    <section className="queue panel" aria-labelledby={`queue-${id}`}>
      <div className="row spread">
        <h3 id={`queue-${id}`}>
          <bdi>{title}</bdi> <CountBadge waiting={waiting} />
        </h3>
        {waiting > 0 && (
          <ActionButton
            kind="primary"
            confirm={{
              title: `Redrive ${aboutMessages(waiting)}?`,
              text: 'All of them go back to where they came from, those that are not shown too. Repair the cause first: while it persists, they come back here.',
              yes: 'Redrive all',
            }}
            act={async () => {
              await ask('redriveDeadLetterQueue', { path: { queueId: id } });
              onChange();
            }}
          >
            Redrive all
          </ActionButton>
        )}
      </div>
      <p className="quiet">{means}</p>
      {move && <Move move={move} />}
      {waiting > 0 && <Letters queue={queue} onChange={onChange} />}
    </section>
  );
}

function CountBadge({ waiting }: { waiting: number }) {
  if (waiting === 0) return <Badge tone="good" sign="✓" word="Empty" />;
  return <Badge tone="warn" sign="!" word={`${waiting.toLocaleString()} waiting`} />;
}

function Letters({ queue: { id, waiting }, onChange }: DeadLetterSectionProps) {
  const { answer, error, again } = useAsked('listDeadLetters', { path: { queueId: id } });
  // Read again when their number changes, and not at every count: each look counts as a receive.
  const known = useRef(waiting);
  useEffect(() => {
    if (known.current !== waiting) again();
    known.current = waiting;
  }, [again, waiting]);
  const changed = (): void => {
    again();
    onChange();
  };
  if (error !== undefined) return <Trouble>{error}</Trouble>;
  if (answer === undefined) return <p className="quiet">Reading them …</p>;
  const { messages } = answer;
  return (
    <>
      <div className="row spread">
        <p className="quiet number">
          {messages.length < answer.waiting
            ? `${messages.length.toLocaleString()} of about ${answer.waiting.toLocaleString()}, newest first`
            : 'All of them, newest first'}
        </p>
        <button type="button" className="chip" onClick={changed}>
          Read again
        </button>
      </div>
      {messages.length === 0 && (
        <p>SQS shows none of them at the moment. Somebody else may be looking at them: read again in half a minute.</p>
      )}
      <ul className="letters">
        {messages.map((letter) => (
          <Letter key={letter.id} letter={letter} queueId={id} onGone={changed} />
        ))}
      </ul>
    </>
  );
}

function Move({ move: { status, moved, toMove, startedAt, failure } }: { move: MessageMove }) {
  const ofAll = toMove === undefined ? '' : ` of about ${toMove.toLocaleString()}`;
  const count = `${moved.toLocaleString()}${ofAll} moved`;
  const words: Readonly<Record<MessageMove['status'], string>> = {
    RUNNING: `They are on their way back: ${count}.`,
    CANCELLING: `The redrive is being stopped: ${count}.`,
    CANCELLED: `The last redrive was stopped: ${count}.`,
    COMPLETED: `The last redrive is done: ${count}.`,
    FAILED: `The last redrive failed: ${count}.`,
  };
  return (
    <p className="quiet" role="status">
      {words[status]} {failure !== undefined && <bdi>{failure}. </bdi>}
      Begun <Moment at={startedAt} />.
      {status === 'RUNNING' && toMove !== undefined && <Progress moved={moved} of={toMove} />}
    </p>
  );
}

const Progress = ({ moved, of }: { moved: number; of: number }) => (
  <progress value={moved} max={Math.max(of, 1)} aria-label="Messages moved back" />
);

const aboutMessages = (waiting: number): string =>
  waiting === 1 ? 'one message' : `about ${waiting.toLocaleString()} messages`;
