// One look at the fleet: what differs from what should be, and what of it is to be repaired now. It changes nothing.
import type { Table } from '../../records/camera-table.ts';
import type { Log } from '../shared/log.ts';
import { drifts, keyOf, type Drift, type Finding } from './drift.ts';
import type { Surroundings } from './drifts/finder.ts';
import { findDrift } from './find-drift.ts';
import { takeInventory, type Inventory, type Lists } from './inventory.ts';

export interface ReconcileFleetInput {
  /** Keys of what the first look suspected. Absent: this is the first look. */
  readonly suspected?: readonly string[];
}

export interface Look {
  /** What is to be done now, at most as many as the settings allow: what was verified at once, and what two looks have found. */
  readonly repairs: readonly Finding[];
  /** Keys of the rest, for the second look. */
  readonly suspected: readonly string[];
  /** Everything that was found, the first lines of it. */
  readonly found: readonly Pick<Finding, 'drift' | 'subject' | 'says'>[];
  readonly counts: Readonly<Record<Drift, number>>;
  /** Why nothing is done in this run. */
  readonly postponed?: string;
}

export interface ReconcileFleetDependencies extends Omit<Surroundings, 'busy' | 'now'> {
  readonly lists: Lists;
  readonly table: Table;
  readonly bans: Table;
  readonly repairsPerRun: number;
  /** How long before its end a certificate counts as one that ends soon. */
  readonly endingCertificateDays: number;
  readonly now: () => number;
  readonly log: Log;
}

/** What a state machine carries along is limited (256 KB). */
const mostSuspected = 300;
const mostTold = 50;

/** Rejects with the SDK's error. */
export async function reconcileFleet(
  { suspected }: ReconcileFleetInput,
  { lists, table, bans, repairsPerRun, endingCertificateDays, now, log, ...surroundings }: ReconcileFleetDependencies,
): Promise<Look> {
  const busy = await surroundings.workflows.busy();
  if (!busy) {
    const postponed =
      'More workflows run at this moment than can be told apart. Nothing was looked at; the next run does.';
    return { repairs: [], suspected: [], found: [], counts: count([]), postponed };
  }
  const inventory = await takeInventory(lists, table, bans);
  const findings = await findDrift(inventory, { ...surroundings, busy, now: now() });
  const repairable = findings.filter(({ repair }) => repair !== undefined);
  const earlier = new Set(suspected);
  const isDue = (finding: Finding): boolean => finding.isUrgent === true || earlier.has(keyOf(finding));
  const look = {
    repairs: repairable.filter(isDue).slice(0, repairsPerRun),
    suspected: repairable
      .filter(({ isUrgent }) => !isUrgent)
      .map(keyOf)
      .slice(0, mostSuspected),
    found: findings.slice(0, mostTold).map(({ drift, subject, says }) => ({ drift, subject, says })),
    counts: count(findings),
  };
  log.info('looked at the fleet', {
    ...{ records: inventory.records.size, things: inventory.things.size, channels: inventory.channels.size },
    ...{ counts: look.counts, repairs: look.repairs.length },
    // What the alarm on certificates that end soon goes by.
    endingCertificates: endingSoon(inventory, now() / 1000, endingCertificateDays),
  });
  return look;
}

function count(findings: readonly Finding[]): Record<Drift, number> {
  const counts = drifts.map((kind) => [kind, findings.filter(({ drift }) => drift === kind).length]);
  return Object.fromEntries(counts) as Record<Drift, number>;
}

/** Those in service that are good now, and are not renewed although they should have been. @param now seconds since the epoch */
function endingSoon({ records }: Inventory, now: number, days: number): number {
  const before = now + days * 24 * 60 * 60;
  return [...records.values()].filter(({ certificateExpiresAt: at = 0 }) => at > now && at <= before).length;
}
