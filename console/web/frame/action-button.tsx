// A button that changes something: it asks first where that can't be undone, says that it is at work, and says what went wrong.
import { useRef, useState, type ReactNode } from 'react';
import { Trouble } from './notice.tsx';

interface ActionButtonProps {
  readonly act: () => Promise<void>;
  readonly children: ReactNode;
  /** What is asked before. */
  readonly confirm?: {
    readonly title: string;
    readonly text: string;
    /** The word on the button that does it. */
    readonly yes: string;
    /** What else there is to choose. */
    readonly fields?: ReactNode;
    /** What a person has to type before they may go on: a name. */
    readonly typed?: string;
  };
  readonly kind?: 'primary' | 'danger' | 'plain' | undefined;
  readonly busy?: string;
}

export function ActionButton({ act, children, confirm, kind = 'plain', busy = 'One moment …' }: ActionButtonProps) {
  const [acting, setActing] = useState(false);
  const [error, setError] = useState<string>();
  const [typed, setTyped] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  const run = (): void => {
    dialog.current?.close();
    setTyped('');
    setActing(true);
    setError(undefined);
    act()
      .catch((failure: Error) => setError(failure.message))
      .finally(() => setActing(false));
  };
  return (
    <>
      <button
        type="button"
        className={`button ${kind}`}
        disabled={acting}
        onClick={() => (confirm ? dialog.current?.showModal() : run())}
      >
        {acting ? busy : children}
      </button>
      {confirm && (
        <dialog ref={dialog} aria-label={confirm.title}>
          <h2>{confirm.title}</h2>
          <p>{confirm.text}</p>
          {confirm.fields}
          {confirm.typed !== undefined && (
            <label className="field">
              Type its name, {confirm.typed}, to go on
              <input type="text" autoComplete="off" value={typed} onChange={({ target }) => setTyped(target.value)} />
            </label>
          )}
          <div className="row end">
            <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button
              type="button"
              className={`button ${kind}`}
              disabled={confirm.typed !== undefined && typed !== confirm.typed}
              onClick={run}
            >
              {confirm.yes}
            </button>
          </div>
        </dialog>
      )}
      {error !== undefined && <Trouble>{error}</Trouble>}
    </>
  );
}
