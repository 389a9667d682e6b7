// One dead letter: why it is here, what it says, and what can be done with it.
import type { DeadLetter, DeadLetterKind } from '../../api/attention.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { CameraFact } from '../frame/camera-fact.tsx';
import { ask } from '../frame/ask.ts';
import { Link } from '../frame/location.tsx';
import { Moment } from '../frame/moment.tsx';
import { Payload } from '../frame/payload.tsx';
import { Badge, type BadgeProps } from '../frame/status.tsx';

const badges: Readonly<Record<DeadLetterKind, BadgeProps>> = {
  parked: { tone: 'warn', sign: '‖', word: 'Parked' },
  undelivered: { tone: 'bad', sign: '✕', word: 'Not delivered' },
  failed: { tone: 'bad', sign: '✕', word: 'Failed' },
  'by-hand': { tone: 'idle', sign: '–', word: 'Put here by hand' },
  unreadable: { tone: 'bad', sign: '?', word: 'Unreadable' },
};

export function Letter({ letter, queueId, onGone }: { letter: DeadLetter; queueId: string; onGone: () => void }) {
  const path = { queueId, messageId: letter.id };
  const { kind, says, next, sentAt, received, certificateId, executionName, cameraName, payload } = letter;
  return (
    <li className="letter" data-letter={letter.id}>
      <p>
        <Badge {...badges[kind]} /> <bdi>{says}</bdi>
      </p>
      <p className="quiet">
        <bdi>{next}</bdi>
      </p>
      <dl className="facts">
        <dt>Sent</dt>
        <dd>
          <Moment at={sentAt} />
        </dd>
        <dt>Received</dt>
        <dd className="number">
          {received === 1 ? 'once' : `${received.toLocaleString()} times`}, looks of this page included
        </dd>
        {certificateId !== undefined && (
          <>
            <dt>Certificate</dt>
            <dd>
              <code title={certificateId}>{certificateId.slice(0, 16)}…</code>
            </dd>
          </>
        )}
        {executionName !== undefined && (
          <>
            <dt>Execution</dt>
            <dd>
              <Link href={`/executions/${executionName}`}>{executionName.slice(0, 12)}…</Link>
            </dd>
          </>
        )}
        <CameraFact cameraName={cameraName} />
      </dl>
      <details>
        <summary>
          Payload <span className="unseen">of the message of {new Date(sentAt).toISOString()}</span>
        </summary>
        <Payload title={`Message ${letter.id}`} text={payload} />
      </details>
      <div className="row">
        <ActionButton
          act={async () => {
            await ask('redriveDeadLetter', { path });
            onGone();
          }}
        >
          Redrive this one
        </ActionButton>
        <ActionButton
          kind="danger"
          confirm={{
            title: 'Delete this message?',
            text: 'Nobody can bring it back. A camera that registers asks again when it connects; anything else that the message says is lost.',
            yes: 'Delete it',
          }}
          act={async () => {
            await ask('deleteDeadLetter', { path });
            onGone();
          }}
        >
          Delete
        </ActionButton>
      </div>
    </li>
  );
}
