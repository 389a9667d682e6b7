// Questions to the backend. What it refuses arrives as an error with its sentence.
import { useCallback, useEffect, useState } from 'react';
import type { Problem } from '../../api/about.ts';

/** `body` is sent as JSON. */
export async function ask<T>(path: string, method: 'GET' | 'POST' = 'GET', body?: unknown): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(path, { method, ...sent }).catch(() => {
    throw new Error('The console’s backend does not answer. Is it still running? Start it again and open its new URL.');
  });
  const said = (await response.json()) as T | Problem;
  if (!response.ok) throw new Error((said as Problem).error);
  return said as T;
}

export interface Asked<T> {
  readonly answer?: T;
  readonly error?: string;
  readonly again: () => void;
}

/** Asks at once, and then again and again while the page is visible. */
export function useAsked<T>(path: string, everyMs?: number): Asked<T> {
  const [state, setState] = useState<{ path: string; answer?: T; error?: string }>({ path });
  const again = useCallback(() => {
    ask<T>(path).then(
      (answer) => setState({ path, answer }),
      (error: Error) => setState((before) => ({ ...(before.path === path && before), path, error: error.message })),
    );
  }, [path]);
  useEffect(() => {
    again();
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), everyMs);
    return () => clearInterval(timer);
  }, [again, everyMs]);
  return { ...(state.path === path && state), again };
}
