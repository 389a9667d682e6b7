// A camera's picture in a video element, for as long as the component is there.
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { watchHiding } from './hidden-for-long.ts';
import { CameraOfflineError, keepWatching, type ViewState } from './keep-watching.ts';
import { showView } from './show-view.ts';
import type { ViewUrls } from './view-urls.ts';

export interface View {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: ViewState;
  /** At once, and also where the camera is said to be offline. */
  readonly again: () => void;
}

/** Nothing happens while `urls` is undefined. */
export function useView(urls: ViewUrls | undefined, cameraName: string): View {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<ViewState>({ phase: 'connecting' });
  const [tries, setTries] = useState(0);
  const hidden = useHiddenForLong();
  useEffect(() => {
    if (!urls) return;
    if (hidden) return setState({ phase: 'paused' });
    const closing = new AbortController();
    const { signal } = closing;
    let evenOffline = tries > 0;
    void keepWatching({
      connect: async (change) => {
        const startedAt = performance.now();
        const viewer = await urls.viewerFor(cameraName, signal);
        signal.throwIfAborted();
        if (!viewer.online && !evenOffline) throw new CameraOfflineError();
        evenOffline = false;
        const onNotOpened = (): void => urls.reportFailure(cameraName);
        return showView({ viewer, video: video.current!, change, signal, startedAt, onNotOpened });
      },
      onState: setState,
      signal,
      sleep,
      random: Math.random,
    });
    return () => closing.abort();
  }, [urls, cameraName, tries, hidden]);
  return { video, state, again: useCallback(() => setTries((before) => before + 1), []) };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function useHiddenForLong(): boolean {
  const [hidden, setHidden] = useState(false);
  useEffect(() => watchHiding(document, setHidden), []);
  return hidden;
}
