// A record that waits for a registration on which nobody works any more: of a camera that takes another one's place, or one that was being undone.
import type { Finding, Repair } from '../drift.ts';
import type { Inventory, RecordSeen } from '../inventory.ts';
import { settledAfterMs, todaysPart, type FindDrift, type Surroundings } from './finder.ts';
import { registrationMessage } from './registration-message.ts';
import { undo } from './undo.ts';

/** The certificate whose registration a record waits for, and nobody may watch the camera until then. */
export const awaitedBy = ({ status, certificateId, successorCertificateId }: RecordSeen): string | undefined =>
  status === 'REPLACING' ? successorCertificateId : status === 'REGISTERING' ? certificateId : undefined;

export const findUnfinishedRegistrations: FindDrift = async (inventory, surroundings) => {
  const waiting = [...inventory.records.values()].filter(
    ({ status = '', cameraName }) =>
      ['REPLACING', 'REGISTERING', 'UNDOING'].includes(status) && !surroundings.busy.has(cameraName),
  );
  const found: Finding[] = [];
  for (const record of todaysPart(waiting, surroundings.now)) {
    const { cameraName, serialNumber } = record;
    const isUndone = record.status === 'UNDOING';
    const goOn = isUndone ? undoFurther : register;
    const repair = await goOn(record, inventory, surroundings);
    if (repair === 'too early') continue;
    found.push({
      drift: 'registration-unfinished',
      subject: cameraName,
      cameraName,
      ...(serialNumber !== undefined && { serialNumber }),
      says: isUndone
        ? `The registration of camera ${cameraName} was being undone, but nobody works on it any more.`
        : `Another device was to be camera ${cameraName}, but nobody works on it any more${repair ? '.' : ', and its certificate waits for no registration. Connect it, or retire the camera.'}`,
      ...(repair && { repair }),
    });
  }
  return found;
};

/** As if the camera that takes the place knocked now. */
async function register(
  record: RecordSeen,
  { certificates }: Inventory,
  { workflows, busy, now }: Surroundings,
): Promise<Repair | 'too early' | undefined> {
  const certificateId = awaitedBy(record);
  if (certificateId === undefined) return undefined;
  if (busy.has(certificateId)) return 'too early';
  const { newest } = await workflows.attempts('provisionCamera', certificateId);
  const certificate = certificates.get(certificateId);
  const latest = newest ? newest.stopDate : new Date(certificate?.createdAt ?? 0);
  if (isRecent(latest, now)) return 'too early';
  if (certificate?.status !== 'PENDING_ACTIVATION') return undefined;
  return { do: 'register', message: registrationMessage(certificateId, certificate, { now }) };
}

async function undoFurther(
  record: RecordSeen,
  _inventory: Inventory,
  surroundings: Surroundings,
): Promise<Repair | 'too early' | undefined> {
  const { workflows, busy, now } = surroundings;
  const { cameraName, serialNumber, certificateId, epoch, registeredBy: registration } = record;
  if (serialNumber === undefined || certificateId === undefined || epoch === undefined) return undefined;
  if (registration === undefined) return undefined;
  const { newest } = await workflows.attempts('provisionCamera', certificateId);
  if (busy.has(certificateId) || (newest && isRecent(newest.stopDate, now))) return 'too early';
  return undo({ cameraName, serialNumber, certificateId, epoch, registration, activationTried: true }, workflows);
}

const isRecent = (stopDate: Date | undefined, now: number): boolean =>
  stopDate === undefined || now - stopDate.getTime() < settledAfterMs;
