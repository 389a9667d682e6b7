// Who may see the camera besides its owner, and how that ends.
import { useCallback, useEffect, useState, type FormEvent } from 'react';
import type { Share } from '../../../client/src/index.ts';
import type { About } from '../../api/about.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { goTo } from '../frame/location.tsx';
import { Moment } from '../frame/moment.tsx';
import { Trouble } from '../frame/notice.tsx';
import { refusalWords } from './refusal-words.ts';
import { addressOf } from './wall-choice.ts';
import { useWatcher, watchAs, type Watcher } from './watcher.ts';
import './watch.css';

interface SharingProps {
  readonly cameraName: string;
  readonly owner: string;
  readonly tokens: About['tokens'];
}

export function Sharing({ cameraName, owner, tokens }: SharingProps) {
  const watcher = useWatcher(tokens, owner);
  if (!watcher) return null;
  return (
    <section aria-labelledby="sharing">
      <h2 id="sharing">Sharing</h2>
      {watcher.email === owner ? (
        <Shares key={owner} cameraName={cameraName} watcher={watcher} issued={tokens === 'issued-here'} />
      ) : (
        <p className="quiet">
          Only its owner, <bdi>{owner}</bdi>, can share it and see with whom it is shared.
        </p>
      )}
    </section>
  );
}

function Shares({ cameraName, watcher, issued }: { cameraName: string; watcher: Watcher; issued: boolean }) {
  const { client, email } = watcher;
  const [shares, setShares] = useState<readonly Share[]>();
  const [error, setError] = useState<string>();
  const [announcement, setAnnouncement] = useState('');
  const inWords = useCallback(
    (failure: unknown) => refusalWords(failure, { email, cameraName, owning: true }),
    [email, cameraName],
  );
  const read = useCallback(
    () =>
      client.listShares({ cameraName }).then(
        (answer) => (setShares(answer.shares), setError(undefined)),
        (failure: unknown) => setError(inWords(failure)),
      ),
    [client, cameraName, inWords],
  );
  useEffect(() => void read(), [read]);
  /** What the API refuses is said in words by the button that asked for it. */
  const act = async <T,>(change: () => Promise<T>, done: (answer: T) => string): Promise<void> => {
    const answer = await change().catch((failure: unknown) => {
      throw new Error(inWords(failure));
    });
    await read();
    setAnnouncement(done(answer));
  };
  return (
    <>
      {error !== undefined && <Trouble>{error}</Trouble>}
      {shares === undefined && error === undefined && <p className="quiet">Reading who may see it …</p>}
      {shares?.length === 0 && <p className="quiet">Nobody but the owner may see it.</p>}
      <ul className="plain-list shares" aria-label="Shared with">
        {shares?.map(({ userId, expiresAt }) => (
          <li key={userId} className="row">
            <span className="grow">
              <bdi>{userId}</bdi>{' '}
              <span className="quiet">
                {expiresAt === undefined ? (
                  'until it is revoked'
                ) : (
                  <>
                    until <Moment at={Date.parse(expiresAt)} />
                  </>
                )}
              </span>
            </span>
            {issued && (
              <ActionButton act={() => watchAs(userId).then(() => goTo(addressOf([cameraName])))}>
                See it as them
              </ActionButton>
            )}
            <ActionButton
              kind="danger"
              act={() =>
                act(
                  () => client.deleteShare({ cameraName, email: userId }),
                  () => `${userId} gets no new picture from now on.`,
                )
              }
              confirm={{
                title: `Revoke the share of ${userId}?`,
                text: 'They get no new viewer URL from now on. A session that is live goes on until it is ended: End all live sessions does that.',
                yes: 'Revoke',
              }}
            >
              Revoke
            </ActionButton>
          </li>
        ))}
      </ul>
      <ShareForm
        share={(other, expiresAt) =>
          act(
            () => client.putShare({ cameraName, email: other, body: expiresAt === undefined ? {} : { expiresAt } }),
            ({ userId }) => `${userId} may see it.`,
          )
        }
      />
      <p role="status">{announcement}</p>
      <ActionButton
        kind="danger"
        act={() =>
          act(
            () => client.endSessions({ cameraName }),
            () => 'The sessions are being ended. The camera can be watched again in some seconds.',
          )
        }
        confirm={{
          title: 'End all live sessions?',
          text: 'Everybody who watches now is thrown out, and every viewer URL that was handed out is dead. Whoever may see the camera can watch it again in some seconds, when its channel has been made anew.',
          yes: 'End them',
        }}
      >
        End all live sessions
      </ActionButton>
    </>
  );
}

function ShareForm({ share }: { share: (email: string, expiresAt?: string) => Promise<void> }) {
  const [email, setEmail] = useState('');
  const [until, setUntil] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    // What was picked is in the reader's zone; the API takes the moment.
    share(email.trim(), until === '' ? undefined : new Date(until).toISOString())
      .then(
        () => (setEmail(''), setUntil('')),
        (failure: Error) => setError(failure.message),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form className="who" noValidate onSubmit={submit}>
      <label>
        E-mail address{' '}
        <input
          type="email"
          value={email}
          autoComplete="off"
          placeholder="bob@example.com"
          onChange={(event) => setEmail(event.target.value)}
        />
      </label>
      <label>
        Until (may stay empty){' '}
        <input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
      </label>
      <button type="submit" className="button primary" disabled={busy || email.trim() === ''}>
        Share
      </button>
      {error !== undefined && <Trouble>{error}</Trouble>}
    </form>
  );
}
