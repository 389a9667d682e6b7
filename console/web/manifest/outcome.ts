// How the outcome of a row looks, before and after the import, and what it says in a line.
import type { ManifestChange, PreviewRow } from '../../api/manifest.ts';
import type { BadgeProps } from '../frame/status.tsx';

export type Outcome = PreviewRow['outcome'];

export const outcomeBadges: Readonly<Record<Outcome, BadgeProps>> = {
  added: { tone: 'good', sign: '+', word: 'Added' },
  changed: { tone: 'warn', sign: '~', word: 'Changed' },
  unchanged: { tone: 'idle', sign: '=', word: 'Unchanged' },
  failed: { tone: 'bad', sign: '✕', word: 'Failed' },
};

/** A claim code is a change too. */
export const outcomeOf = ({ outcome, wantsClaimCode }: PreviewRow, makeClaimCodes: boolean): Outcome =>
  outcome === 'unchanged' && wantsClaimCode && makeClaimCodes ? 'changed' : outcome;

const fieldWords = {
  owner: 'owner',
  displayName: 'display name',
  reprovision: 'with a new certificate',
  replaces: 'in the place of',
} as const;

/** `owner: ada@example.com → none` */
const changeWords = ({ field, from, to }: ManifestChange): string =>
  `${fieldWords[field]}: ${from ?? 'none'} → ${to ?? 'none'}`;

const codeWords = {
  set: 'its claim code is set',
  compared: 'its claim code is set if it is another one than before',
  'not used': 'its claim code is not used, because the camera has an owner',
} as const;

export function notesOf(row: PreviewRow, makeClaimCodes: boolean): string[] {
  return [
    ...(row.changes ?? []).map(changeWords),
    ...(row.claimCode ? [codeWords[row.claimCode]] : []),
    ...(row.wantsClaimCode && makeClaimCodes ? ['it gets a claim code'] : []),
  ];
}
