// How a status looks: a sign, a word and a colour, so that none of them is needed alone.
import type { RunOutcome, Status } from '../../api/executions.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'idle' | 'warn';

export interface BadgeProps {
  readonly tone: Tone;
  readonly sign: string;
  readonly word: string;
}

export const statusBadges: Readonly<Record<Status, BadgeProps>> = {
  RUNNING: { tone: 'busy', sign: '◌', word: 'Running' },
  SUCCEEDED: { tone: 'good', sign: '✓', word: 'Succeeded' },
  FAILED: { tone: 'bad', sign: '✕', word: 'Failed' },
  TIMED_OUT: { tone: 'bad', sign: '⧗', word: 'Timed out' },
  ABORTED: { tone: 'idle', sign: '■', word: 'Stopped' },
  PENDING_REDRIVE: { tone: 'warn', sign: '↻', word: 'Waiting for its redrive' },
};

export const outcomeBadges: Readonly<Record<RunOutcome, BadgeProps>> = {
  running: { tone: 'busy', sign: '◌', word: 'Running' },
  succeeded: { tone: 'good', sign: '✓', word: 'Succeeded' },
  caught: { tone: 'warn', sign: '!', word: 'Failed, and was caught' },
  failed: { tone: 'bad', sign: '✕', word: 'Failed' },
  stopped: { tone: 'idle', sign: '■', word: 'Stopped' },
};

export function Badge({ tone, sign, word }: BadgeProps) {
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}
