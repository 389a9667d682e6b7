// All kinds of drift, each with its finder, in the order in which they are repaired.
import type { Finding, Drift } from './drift.ts';
import { findCertificatesWithoutRecord } from './drifts/certificate-without-record.ts';
import { findBannedCertificates } from './drifts/banned-certificate.ts';
import type { FindDrift, Surroundings } from './drifts/finder.ts';
import { findItemsWithoutRecord } from './drifts/items-without-record.ts';
import { findLeftovers } from './drifts/leftovers.ts';
import { findOnlineWithoutConnection } from './drifts/online-without-connection.ts';
import { findOutdatedShares } from './drifts/outdated-share.ts';
import { findRecordsWithoutChannel } from './drifts/record-without-channel.ts';
import { findRecordsWithoutRights } from './drifts/record-without-rights.ts';
import { findUnfinishedRegistrations } from './drifts/registration-unfinished.ts';
import { findWaitingRegistrations } from './drifts/registration-waits.ts';
import { findDifferingRetention } from './drifts/retention-differs.ts';
import { findUnfinishedRenewals } from './drifts/renewal-unfinished.ts';
import { findUnfinishedRetirements } from './drifts/retirement-unfinished.ts';
import { findUnfinishedRotations } from './drifts/rotation-unfinished.ts';
import type { Inventory } from './inventory.ts';

const finders: Readonly<Record<Drift, FindDrift>> = {
  'certificate-without-record': findCertificatesWithoutRecord,
  'banned-certificate': findBannedCertificates,
  'retirement-unfinished': findUnfinishedRetirements,
  'rotation-unfinished': findUnfinishedRotations,
  'renewal-unfinished': findUnfinishedRenewals,
  'registration-unfinished': findUnfinishedRegistrations,
  'record-without-channel': findRecordsWithoutChannel,
  leftovers: findLeftovers,
  'record-without-rights': findRecordsWithoutRights,
  'registration-waits': findWaitingRegistrations,
  'retention-differs': findDifferingRetention,
  'online-without-connection': findOnlineWithoutConnection,
  'outdated-share': findOutdatedShares,
  'items-without-record': findItemsWithoutRecord,
};

/** The most urgent first. Rejects with the SDK's error. */
export async function findDrift(inventory: Inventory, surroundings: Surroundings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const find of Object.values(finders)) findings.push(...(await find(inventory, surroundings)));
  return findings;
}
