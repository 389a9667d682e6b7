// Who watches, and how to be somebody else: by address where the backend has tokens of anybody, by a pasted token elsewhere.
import { useId, useState, type FormEvent } from 'react';
import type { About } from '../../api/about.ts';
import { Moment } from '../frame/moment.tsx';
import { Trouble } from '../frame/notice.tsx';
import { endedToken, forgetToken, isChosen, pasteToken, watchAs, watchAsDefault, type Watcher } from './watcher.ts';

interface WatchingAsProps {
  readonly tokens: About['tokens'];
  readonly watcher: Watcher | undefined;
  /** Addresses that are likely to be wanted. */
  readonly likely: readonly string[] | undefined;
  /** Who it is when nobody was chosen: `the owner`. */
  readonly standard?: string;
}

export function WatchingAs({ tokens, watcher, likely = [], standard }: WatchingAsProps) {
  const [asked, setAsked] = useState(false);
  const done = (): void => setAsked(false);
  if (tokens === 'none') {
    return (
      <p className="quiet">
        This stack takes no tokens, so nobody can watch from a browser. In a terminal:{' '}
        <code>npx lensgate viewer-url --email</code>
      </p>
    );
  }
  return (
    <div className="watching-as">
      {watcher && (
        <p className="row">
          <span>
            Watching as <bdi>{watcher.email}</bdi>
            {watcher.endsAt !== undefined && (
              <span className="quiet">
                {' '}
                until <Moment at={watcher.endsAt} />
              </span>
            )}
          </span>
          <button type="button" className="chip" aria-expanded={asked} onClick={() => setAsked(!asked)}>
            Change user
          </button>
          {tokens === 'issued-here' && standard !== undefined && isChosen() && (
            <button type="button" className="chip" onClick={watchAsDefault}>
              Back to {standard}
            </button>
          )}
          {tokens === 'pasted' && (
            <button type="button" className="chip" onClick={forgetToken}>
              Forget the token
            </button>
          )}
        </p>
      )}
      {(asked || !watcher) &&
        (tokens === 'issued-here' ? <AddressForm likely={likely} done={done} /> : <TokenForm done={done} />)}
    </div>
  );
}

function AddressForm({ likely, done }: { likely: readonly string[]; done: () => void }) {
  const known = useId();
  const [address, setAddress] = useState('');
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    watchAs(address).then(done, (failure: Error) => setError(failure.message));
  };
  return (
    <form className="who" noValidate onSubmit={submit}>
      <label>
        Whose eyes? An e-mail address{' '}
        <input
          type="email"
          list={known}
          value={address}
          autoComplete="off"
          placeholder="ada@example.com"
          onChange={(event) => setAddress(event.target.value)}
        />
      </label>
      <datalist id={known}>
        {likely.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <button type="submit" className="button primary" disabled={address.trim() === ''}>
        Continue
      </button>
      {error !== undefined && <Trouble>{error}</Trouble>}
    </form>
  );
}

function TokenForm({ done }: { done: () => void }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const ended = endedToken();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    try {
      pasteToken(text);
      done();
    } catch (failure) {
      setError((failure as Error).message);
    }
  };
  return (
    <form className="who" noValidate onSubmit={submit}>
      {ended && (
        <p className="why">
          The token of <bdi>{ended.email}</bdi> ended at <Moment at={ended.endsAt} />. Paste another one.
        </p>
      )}
      <label>
        ID token of the one who watches {/* Like a password: not shown, not remembered. */}
        <input
          type="password"
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="button primary" disabled={text.trim() === ''}>
        Continue
      </button>
      <p className="quiet">
        Users sign in at the stack’s issuer. docs/deploy.md, “A user and a token”, says how to get one by hand. It stays
        in this tab’s memory: a reload forgets it.
      </p>
      {error !== undefined && <Trouble>{error}</Trouble>}
    </form>
  );
}
