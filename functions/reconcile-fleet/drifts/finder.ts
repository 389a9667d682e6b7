// What a finder of drift is: it looks through the inventory, verifies what it suspects, and says what would end it.
import type { Finding } from '../drift.ts';
import type { Inventory } from '../inventory.ts';
import type { Lookups } from '../lookups.ts';
import type { Workflows } from '../workflows.ts';

export interface Surroundings {
  readonly stage: string;
  readonly streamRetentionHours: number;
  readonly lookups: Lookups;
  readonly workflows: Workflows;
  /** Names of cameras and ids of certificates that a workflow is working on: nothing is found of them. */
  readonly busy: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type FindDrift = (inventory: Inventory, surroundings: Surroundings) => Promise<Finding[]>;

/** Younger things may belong to something that is under way. */
export const settledAfterMs = 60 * 60_000;

/** Of one kind, in one look, each with a question or two to AWS. */
const mostLookedUp = 200;

const dayMs = 24 * 60 * 60_000;

/** As many suspects as one look can ask about; where there are more, each day the next ones, so that none hides behind others for ever. */
export function todaysPart<T>(suspects: readonly T[], now: number): readonly T[] {
  if (suspects.length <= mostLookedUp) return suspects;
  const first = (Math.floor(now / dayMs) * mostLookedUp) % suspects.length;
  return [...suspects.slice(first), ...suspects.slice(0, first)].slice(0, mostLookedUp);
}
