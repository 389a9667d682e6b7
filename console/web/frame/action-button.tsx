// A button that changes something: it asks first where that can't be undone, says that it is at work, and says what went wrong.
import { useRef, useState, type ReactNode } from 'react';
import { Trouble } from './notice.tsx';

interface ActionButtonProps {
  readonly act: () => Promise<void>;
  readonly children: ReactNode;
  /** Title, explanation and the word on the button that does it. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
  readonly kind?: 'primary' | 'danger' | 'plain' | undefined;
  readonly busy?: string;
}

export function ActionButton({ act, children, confirm, kind = 'plain', busy = 'One moment …' }: ActionButtonProps) {
  const [acting, setActing] = useState(false);
  const [error, setError] = useState<string>();
  const dialog = useRef<HTMLDialogElement>(null);
  const run = (): void => {
    dialog.current?.close();
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
          <div className="row end">
            <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="button" className={`button ${kind}`} onClick={run}>
              {confirm.yes}
            </button>
          </div>
        </dialog>
      )}
      {error !== undefined && <Trouble>{error}</Trouble>}
    </>
  );
}
