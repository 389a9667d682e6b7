// A record that says RETIRING while nobody retires the camera: an attempt failed, or was stopped.
import { retirementName } from '../../../executions/retirement.ts';
import type { Finding, Repair } from '../drift.ts';
import { settledAfterMs, todaysPart, type FindDrift, type Surroundings } from './finder.ts';
import type { RecordSeen } from '../inventory.ts';
import { undo } from './undo.ts';

export const findUnfinishedRetirements: FindDrift = async ({ records }, surroundings) => {
  const retiring = [...records.values()].filter(
    ({ status, cameraName }) => status === 'RETIRING' && !surroundings.busy.has(cameraName),
  );
  const found: Finding[] = [];
  for (const record of todaysPart(retiring, surroundings.now)) {
    const { cameraName, serialNumber } = record;
    const repair = await goOn(record, surroundings);
    if (repair === 'too early') continue;
    found.push({
      drift: 'retirement-unfinished',
      subject: cameraName,
      cameraName,
      ...(serialNumber !== undefined && { serialNumber }),
      says: `Camera ${cameraName} is being retired, but nobody works on it any more.`,
      ...(repair && { repair }),
    });
  }
  return found;
};

async function goOn(record: RecordSeen, { workflows, now }: Surroundings): Promise<Repair | 'too early' | undefined> {
  const { cameraName, serialNumber, certificateId, epoch, registeredBy } = record;
  if (serialNumber === undefined || certificateId === undefined || epoch === undefined) return undefined;
  const isRecent = (stopDate: Date | undefined): boolean =>
    stopDate === undefined || now - stopDate.getTime() < settledAfterMs;

  // As it was asked for.
  const { newest, nextName } = await workflows.attempts('retireCamera', retirementName({ cameraName, epoch }));
  if (newest?.input !== undefined) {
    if (isRecent(newest.stopDate)) return 'too early';
    return { do: 'retire-camera', executionName: nextName, input: JSON.parse(newest.input) as object };
  }
  // Or it is what a registration that failed was about to undo.
  if (registeredBy !== undefined) {
    const { newest: registration } = await workflows.attempts('provisionCamera', registeredBy);
    if (registration && registration.status !== 'SUCCEEDED') {
      if (isRecent(registration.stopDate)) return 'too early';
      return undo(
        { cameraName, serialNumber, certificateId, epoch, registration: registeredBy, activationTried: true },
        workflows,
      );
    }
  }
  const wishes = { certificate: 'ban', recordings: 'keep', manifest: 'keep' };
  const words = { requestedBy: 'Lensgate reconciler', reason: 'The retirement was not finished.' };
  const input = { cameraName, serialNumber, certificateId, epoch: String(epoch), ...wishes, ...words };
  return { do: 'retire-camera', executionName: nextName, input };
}
