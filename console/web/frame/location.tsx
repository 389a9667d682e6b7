// Which page is shown stands in the address, so that back, reload and a second tab do what people expect.
import { useSyncExternalStore, type AnchorHTMLAttributes } from 'react';

const moved = 'lensgate-moved';

export function goTo(path: string): void {
  history.pushState(null, '', path);
  dispatchEvent(new Event(moved));
  scrollTo(0, 0);
}

/** The address tells more of the same page: going back doesn't step through it. */
export function tellAddress(path: string): void {
  history.replaceState(null, '', path);
  dispatchEvent(new Event(moved));
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(moved, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(moved, listener);
  };
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

/** From the question mark on. */
export const useSearch = (): string => useSyncExternalStore(subscribe, () => location.search);

export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  return (
    <a
      href={href}
      {...rest}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        goTo(href);
      }}
    />
  );
}
