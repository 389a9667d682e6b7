// A picture that breaks off comes back by itself: what to do after each end of a connection, and how long to wait before.
import { LensgateError } from '../../../client/src/index.ts';
import { TokenEndedError } from './read-token.ts';

export interface ViewState {
  /** waiting: it tries again by itself. refused: it doesn't. */
  readonly phase: 'connecting' | 'live' | 'waiting' | 'offline' | 'refused' | 'paused';
  /** Why it is waiting or refused. */
  readonly error?: unknown;
  readonly width?: number;
  readonly height?: number;
  readonly kilobitsPerSecond?: number;
  readonly roundTripMs?: number;
  readonly firstFrameMs?: number;
}

export class CameraOfflineError extends Error {
  override readonly name = 'CameraOfflineError';
}

interface KeepWatching {
  /** One connection; rejects when it ends. `change` hears how it is. */
  readonly connect: (change: (news: Partial<ViewState>) => void) => Promise<never>;
  readonly onState: (state: ViewState) => void;
  readonly signal: AbortSignal;
  /** Resolves early when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Number in [0, 1). */
  readonly random: () => number;
}

const baseMs = 1000;
const capMs = 30_000;
const offlineMs = 15_000;

/** Resolves when the signal is aborted, or trying again can't help. */
export async function keepWatching({ connect, onState, signal, sleep, random }: KeepWatching): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let state: ViewState = { phase: 'connecting' };
    onState(state);
    const error: unknown = await connect((news) => {
      if (signal.aborted) return;
      onState((state = { ...state, ...news }));
    }).catch((reason: unknown) => reason);
    if (signal.aborted) return;
    if (state.phase === 'live') failures = 0;
    if (error instanceof CameraOfflineError) {
      onState({ phase: 'offline' });
      await sleep(offlineMs, signal);
      continue;
    }
    if (!mayPass(error)) return onState({ phase: 'refused', error });
    onState({ phase: 'waiting', error });
    const asked = error instanceof LensgateError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    // [AWS: exponential backoff and jitter] Never before the API wants to be asked again.
    await sleep(Math.max(asked, Math.min(capMs, baseMs * 2 ** failures++) * (0.5 + random() / 2)), signal);
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof TokenEndedError) return false;
  if (!(error instanceof LensgateError)) return true;
  return error.status === undefined || error.status === 429 || error.status >= 500;
}
