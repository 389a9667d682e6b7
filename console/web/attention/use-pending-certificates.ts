// The certificates that wait, as the backend finds them: one line each, while the look goes on.
import { useCallback, useEffect, useState } from 'react';
import type { PendingCertificate, PendingLine, PendingProgress } from '../../api/attention.ts';
import type { Problem } from '../../api/about.ts';
import { ask } from '../frame/ask.ts';

export interface PendingCertificates {
  readonly certificates: readonly PendingCertificate[];
  readonly progress?: PendingProgress;
  readonly error?: string;
  /** Forgets what was found, and looks at all of them anew. */
  readonly again: () => Promise<void>;
}

const nothing = { certificates: [] as readonly PendingCertificate[] };

export function usePendingCertificates(): PendingCertificates {
  const [state, setState] = useState<Omit<PendingCertificates, 'again'>>(nothing);
  const [look, setLook] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    setState(nothing);
    const take = (line: PendingLine): void => {
      if (end.signal.aborted) return;
      setState((before) => {
        if ('certificate' in line) return { ...before, certificates: [...before.certificates, line.certificate] };
        return 'progress' in line ? { ...before, progress: line.progress } : { ...before, error: line.error };
      });
    };
    readLines('/api/pending-certificates', end.signal, take).catch((error: Error) => take({ error: error.message }));
    return () => end.abort();
  }, [look]);
  const again = useCallback(async () => {
    await ask('/api/pending-certificates/forget', 'POST');
    setLook((before) => before + 1);
  }, []);
  return { ...state, again };
}

async function readLines(path: string, signal: AbortSignal, take: (line: PendingLine) => void): Promise<void> {
  const response = await fetch(path, { signal });
  if (!response.ok) throw new Error(((await response.json()) as Problem).error);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (text + value).split('\n');
    text = lines.pop()!;
    for (const line of lines) take(JSON.parse(line) as PendingLine);
  }
}
