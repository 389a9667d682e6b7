// The cameras of the one who watches, read again and again while somebody looks.
import { useEffect, useState } from 'react';
import type { Camera, LensgateClient } from '../../../client/src/index.ts';
import { listAllCameras } from './list-all-cameras.ts';

export function useCameras(client: LensgateClient, everyMs: number): { cameras?: readonly Camera[]; error?: unknown } {
  const [state, setState] = useState<{ cameras?: readonly Camera[]; error?: unknown }>({});
  useEffect(() => {
    const leaving = new AbortController();
    const look = (): void => {
      listAllCameras(client, leaving.signal).then(
        (cameras) => setState({ cameras }),
        (error: unknown) => leaving.signal.aborted || setState((before) => ({ ...before, error })),
      );
    };
    look();
    const timer = setInterval(() => document.visibilityState === 'visible' && look(), everyMs);
    return () => {
      clearInterval(timer);
      leaving.abort();
    };
  }, [client, everyMs]);
  return state;
}
