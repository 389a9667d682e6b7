// A banned certificate that is good in AWS IoT: the ban was written when AWS IoT could not be reached, or somebody made it ACTIVE again.
import type { Finding } from '../drift.ts';
import type { Inventory, RecordSeen } from '../inventory.ts';
import { todaysPart, type FindDrift, type Surroundings } from './finder.ts';

interface Suspect {
  readonly certificateId: string;
  readonly record?: RecordSeen | undefined;
  /** It stands and falls with this one: the present certificate of the record, which it is to follow. */
  readonly follows?: string;
}

/**
 * Verified by reading certificate and ban as they are now, so that it is made INACTIVE at once. A workflow that is working on it is no
 * reason to wait: whatever it is about, it isn't to succeed.
 */
export const findBannedCertificates: FindDrift = async (inventory, surroundings) => {
  const { bans } = inventory;
  if (bans.certificateIds.size === 0 && bans.issuerAndSerials.size === 0) return [];
  const [certain, unread] = suspectsOf(inventory);
  const found: Finding[] = [];
  for (const suspect of [...todaysPart(certain, surroundings.now), ...todaysPart(unread, surroundings.now)]) {
    const status = await goodAlthoughBanned(suspect, surroundings);
    if (status === undefined) continue;
    const { certificateId, record } = suspect;
    const { cameraName, serialNumber } = record ?? {};
    found.push({
      drift: 'banned-certificate',
      subject: certificateId,
      ...(cameraName !== undefined && { cameraName }),
      ...(serialNumber !== undefined && { serialNumber }),
      says: `Certificate ${certificateId}${cameraName === undefined ? '' : ` of camera ${cameraName}`} is banned, and was ${status}.`,
      repair: { do: 'deactivate-certificate', certificateId },
      isUrgent: true,
    });
  }
  return found;
};

/** Those that the lists say are banned and good; and those in service of which only the certificate itself tells its CA's number. */
function suspectsOf({ bans, records, certificates, withPolicy }: Inventory): [Suspect[], Suspect[]] {
  const isGood = (id: string): boolean =>
    goodStatuses.includes(certificates.get(id)?.status ?? (withPolicy.has(id) ? 'ACTIVE' : ''));
  const certain = new Map<string, Suspect>();
  const unread = new Map<string, Suspect>();
  for (const certificateId of bans.certificateIds) certain.set(certificateId, { certificateId });
  for (const record of records.values()) {
    const { certificateId, nextCertificateId, issuerAndSerial } = record;
    if (certificateId === undefined) continue;
    const isBanned = bans.certificateIds.has(certificateId) || bans.issuerAndSerials.has(issuerAndSerial ?? '');
    if (isBanned) certain.set(certificateId, { certificateId, record });
    if (isBanned && nextCertificateId !== undefined) {
      certain.set(nextCertificateId, { certificateId: nextCertificateId, record, follows: certificateId });
    }
    const isUnread = issuerAndSerial === undefined && certificates.has(certificateId) && bans.issuerAndSerials.size > 0;
    if (!isBanned && isUnread) unread.set(certificateId, { certificateId, record });
  }
  const good = (suspects: Map<string, Suspect>) =>
    [...suspects.values()]
      .filter(({ certificateId }) => isGood(certificateId))
      .sort((a, b) => (a.certificateId < b.certificateId ? -1 : 1));
  return [good(certain), good(unread)];
}

const goodStatuses = ['ACTIVE', 'PENDING_ACTIVATION'];

/** Its status. */
async function goodAlthoughBanned(
  { certificateId, record, follows }: Suspect,
  { lookups }: Surroundings,
): Promise<string | undefined> {
  const { status = '', isBanned = false } = (await lookups.standing(certificateId)) ?? {};
  if (!goodStatuses.includes(status)) return undefined;
  if (isBanned) return status;
  if (follows === undefined || record === undefined || !(await lookups.standing(follows))?.isBanned) return undefined;
  const now = await lookups.record(record.cameraName);
  return now?.nextCertificateId === certificateId && now.certificateId === follows ? status : undefined;
}
