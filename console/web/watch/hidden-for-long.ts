// A tab that nobody has looked at for a while: its pictures are stopped, and come back when somebody looks.
const longMs = 60_000;

interface Watched {
  readonly visibilityState: 'visible' | 'hidden';
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

/** Returns the end of it. */
export function watchHiding(page: Watched, onChange: (hiddenForLong: boolean) => void, afterMs = longMs): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (page.visibilityState === 'hidden') timer = setTimeout(() => onChange(true), afterMs);
    else onChange(false);
  };
  look();
  page.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', look);
  };
}
