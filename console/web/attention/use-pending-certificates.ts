// The certificates that wait, as the backend finds them: one line each, while the look goes on.
import { useCallback, useEffect, useState } from 'react';
import type { PendingCertificate, PendingLine, PendingProgress } from '../../api/attention.ts';
import { ask, askForLines } from '../frame/ask.ts';

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
    const take = (line: PendingLine): void =>
      setState((before) =>
        'certificate' in line
          ? { ...before, certificates: [...before.certificates, line.certificate] }
          : { ...before, progress: line.progress },
      );
    readTo(take, end.signal).catch((error: Error) => {
      if (!end.signal.aborted) setState((before) => ({ ...before, error: error.message }));
    });
    return () => end.abort();
  }, [look]);
  const again = useCallback(async () => {
    await ask('forgetPendingCertificates');
    setLook((before) => before + 1);
  }, []);
  return { ...state, again };
}

async function readTo(take: (line: PendingLine) => void, signal: AbortSignal): Promise<void> {
  for await (const line of await askForLines('listPendingCertificates', { signal })) {
    if (signal.aborted) return;
    take(line);
  }
}
