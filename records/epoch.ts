// The number that shares, offers and claim codes of a camera are compared with: no two lives of one camera name have one in common.
import { createHash } from 'node:crypto';

/** Digits below the millisecond, so that two lives whose clocks agree by accident still differ. */
const perMillisecond = 100;

export interface Registering {
  /** When the execution started, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly executionName: string;
}

/**
 * The first epoch of a life. It follows the clock, so that it is new even when everything that remembered the last life was deleted by
 * hand; and it follows the last epoch that is remembered, so that it is new even when clocks went backwards. One execution gets the
 * same answer however often it asks. At most 15 digits, which JSONata and JavaScript both hold exactly.
 * @param lastEpoch of the tombstone of the life before, if there is one
 */
export function firstEpochOf({ startedAt, executionName }: Registering, lastEpoch = 0): number {
  const spread = createHash('sha256').update(executionName).digest().readUInt32BE() % perMillisecond;
  return Math.max(Math.trunc(startedAt) * perMillisecond + spread, lastEpoch + 1);
}
