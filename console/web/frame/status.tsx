// How a status looks: a sign, a word and a colour, so that none of them is needed alone.
import type { RunOutcome, Status } from '../../api/executions.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'idle' | 'warn';

export const statusLooks: Readonly<Record<Status, { tone: Tone; sign: string; word: string }>> = {
  RUNNING: { tone: 'busy', sign: '◌', word: 'Running' },
  SUCCEEDED: { tone: 'good', sign: '✓', word: 'Succeeded' },
  FAILED: { tone: 'bad', sign: '✕', word: 'Failed' },
  TIMED_OUT: { tone: 'bad', sign: '⧗', word: 'Timed out' },
  ABORTED: { tone: 'idle', sign: '■', word: 'Stopped' },
  PENDING_REDRIVE: { tone: 'warn', sign: '↻', word: 'Waiting for its redrive' },
};

export const outcomeLooks: Readonly<Record<RunOutcome, { tone: Tone; sign: string; word: string }>> = {
  running: { tone: 'busy', sign: '◌', word: 'Running' },
  succeeded: { tone: 'good', sign: '✓', word: 'Succeeded' },
  caught: { tone: 'warn', sign: '!', word: 'Failed, and was caught' },
  failed: { tone: 'bad', sign: '✕', word: 'Failed' },
  stopped: { tone: 'idle', sign: '■', word: 'Stopped' },
};

export function Badge({ tone, sign, word }: { tone: Tone; sign: string; word: string }) {
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}
