// An ACTIVE certificate with the cameras' policy that no record names: somebody may connect as a camera that nobody knows of.
import { todaysPart, type FindDrift, type Surroundings } from './finder.ts';
import type { Inventory } from '../inventory.ts';
import { certificatesNamedBy, isNamedBy } from '../../../records/named-certificates.ts';

/** A renewal attaches the next certificate before its record names it, or the other way round: it has that long. */
const renewalMs = 15 * 60_000;

/** Verified by reading certificate and record as they are now, so that it is made INACTIVE at once. */
export const findCertificatesWithoutRecord: FindDrift = async (inventory, surroundings) => {
  const { withPolicy, records, certificates } = inventory;
  const named = new Set([...records.values()].flatMap(certificatesNamedBy));
  const mayBeActive = (id: string): boolean => (certificates.get(id)?.status ?? 'ACTIVE') === 'ACTIVE';
  const suspects = [...withPolicy]
    .filter((id) => !named.has(id) && mayBeActive(id) && !surroundings.busy.has(id))
    .sort();
  const found = [];
  for (const certificateId of todaysPart(suspects, surroundings.now)) {
    if (!(await isUnknown(certificateId, inventory, surroundings))) continue;
    found.push({
      drift: 'certificate-without-record' as const,
      subject: certificateId,
      says: `Certificate ${certificateId} is ACTIVE and has the rights of a camera, but no record names it.`,
      repair: { do: 'deactivate-certificate' as const, certificateId },
      isUrgent: true as const,
    });
  }
  return found;
};

async function isUnknown(
  certificateId: string,
  { things }: Inventory,
  { lookups, now }: Surroundings,
): Promise<boolean> {
  const certificate = await lookups.certificate(certificateId);
  if (certificate?.status !== 'ACTIVE' || now - certificate.createdAt < renewalMs) return false;
  const attached = await lookups.thingsOf(certificate.arn);
  const claimed = [...things].filter(([, thing]) => thing.certificateId === certificateId).map(([name]) => name);
  for (const cameraName of new Set([...attached, ...claimed])) {
    const record = await lookups.record(cameraName);
    if (record && isNamedBy(record, certificateId)) return false;
  }
  return true;
}
