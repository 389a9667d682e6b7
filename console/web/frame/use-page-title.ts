// The tab says which page it shows, and whoever reads with a screen reader lands on the new page and not on the link that led there.
import { useLayoutEffect, useRef } from 'react';

export function usePageTitle(title: string, path: string): void {
  const shown = useRef(path);
  // With the page's first picture: later it would take the focus from where somebody has put it meanwhile.
  useLayoutEffect(() => {
    document.title = `${title} · Lensgate console`;
    if (shown.current === path) return;
    shown.current = path;
    document.getElementById('page')?.focus({ preventScroll: true });
  }, [title, path]);
}
