// Things and channels of ours whose name no record has: what a deletion by hand, or an undoing that failed, has left.
import type { Finding } from '../drift.ts';
import { settledAfterMs, todaysPart, type FindDrift, type Surroundings } from './finder.ts';
import type { Inventory } from '../inventory.ts';
import { isNamedBy } from '../../../records/named-certificates.ts';
import { undo } from './undo.ts';

interface Owner {
  readonly serialNumber: string;
  readonly certificateId: string;
}

/** A registration has no such name: it is a certificate's id. */
const noRegistration = 'none';

export const findLeftovers: FindDrift = async (inventory, surroundings) => {
  const { records, things, channels } = inventory;
  const names = [...new Set([...things.keys(), ...channels.keys()])].filter(
    (name) => !records.has(name) && !surroundings.busy.has(name),
  );
  const found: Finding[] = [];
  for (const cameraName of todaysPart(names.sort(), surroundings.now)) {
    const owners = await ownersOf(cameraName, inventory, surroundings);
    for (const owner of owners) {
      const finding = await leftover(cameraName, owner, inventory, surroundings);
      if (finding) found.push(finding);
    }
  }
  return found;
};

/** Thing and channel may be of two devices; what isn't ours, or is young, has none here. */
async function ownersOf(
  name: string,
  { things, channels }: Inventory,
  { stage, lookups, now }: Surroundings,
): Promise<Owner[]> {
  const owners = new Map<string, Owner>();
  const add = (serialNumber: string | undefined, certificateId: string | undefined): void => {
    if (serialNumber === undefined || certificateId === undefined) return;
    owners.set(`${serialNumber} ${certificateId}`, { serialNumber, certificateId });
  };
  const thing = things.get(name);
  if (thing) add(thing.serialNumber, thing.certificateId);
  const channel = channels.get(name);
  if (channel && channel.status !== 'DELETING') {
    if (now - channel.createdAt < settledAfterMs) return [];
    const tags = await lookups.tagsOfChannel(channel.arn);
    if (tags?.['lensgate:stage'] === stage) add(tags['lensgate:serialNumber'], tags['lensgate:certificateId']);
  }
  return [...owners.values()];
}

async function leftover(
  cameraName: string,
  { serialNumber, certificateId }: Owner,
  { records, streams, certificates, channels }: Inventory,
  { busy, workflows, now }: Surroundings,
): Promise<Finding | undefined> {
  const certificate = certificates.get(certificateId);
  if (busy.has(certificateId) || (certificate && now - certificate.createdAt < settledAfterMs)) return undefined;
  const what = channels.has(cameraName) ? 'A signaling channel' : 'A thing';
  const finding = {
    drift: 'leftovers' as const,
    subject: `${cameraName} ${serialNumber}`,
    cameraName,
    serialNumber,
    says: `${what} named ${cameraName} is there for serial number ${serialNumber}, but no record has that name.`,
  };
  // Undoing takes the certificate's rights, and a stream with its recordings.
  const other = [...records.values()].find((record) => isNamedBy(record, certificateId));
  if (other) {
    return {
      ...finding,
      says: `${finding.says} Its certificate serves camera ${other.cameraName} now: delete what is left by hand.`,
    };
  }
  if (streams.has(cameraName) || streams.has(certificateId)) {
    return {
      ...finding,
      says: `${finding.says} There are recordings, too: delete all of it by hand once nobody wants them.`,
    };
  }
  const undone = {
    cameraName,
    serialNumber,
    certificateId,
    epoch: 0,
    registration: noRegistration,
    activationTried: false,
  };
  return { ...finding, repair: await undo(undone, workflows) };
}
