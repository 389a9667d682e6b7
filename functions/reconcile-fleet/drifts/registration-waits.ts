// A certificate that has been pending for an hour although its camera may register: its event was lost, or its last attempt failed and the manifest was mended.
import { coolDownMs } from '../../../executions/attempt.ts';
import { readCause } from '../../../executions/cause.ts';
import type { Finding } from '../drift.ts';
import { registrationMessage } from './registration-message.ts';
import { awaitedBy } from './registration-unfinished.ts';
import { settledAfterMs, todaysPart, type FindDrift } from './finder.ts';

/** The registration message again: StartProvisioning decides what comes of it. */
export const findWaitingRegistrations: FindDrift = async (
  { certificates, manifest, records },
  { busy, workflows, now },
) => {
  // That is told of the camera.
  const awaited = new Set([...records.values()].map(awaitedBy));
  const pending = [...certificates].filter(
    ([id, { status, createdAt }]) =>
      status === 'PENDING_ACTIVATION' && now - createdAt >= settledAfterMs && !busy.has(id) && !awaited.has(id),
  );
  const found: Finding[] = [];
  for (const [certificateId, { caCertificateId, createdAt }] of todaysPart(pending.sort(byId), now)) {
    const { newest } = await workflows.attempts('provisionCamera', certificateId);
    const { serialNumber, cameraName } = readCause(newest?.cause);
    if (newest) {
      const { status, stopDate } = newest;
      if (stopDate === undefined) continue;
      if (status === 'SUCCEEDED' && stopDate.getTime() >= createdAt) continue;
      if (status !== 'SUCCEEDED' && !(serialNumber !== undefined && manifest.has(serialNumber))) continue;
      if (status !== 'SUCCEEDED' && now - stopDate.getTime() < coolDownMs(1)) continue;
    }
    const message = registrationMessage(certificateId, { caCertificateId }, { now });
    found.push({
      drift: 'registration-waits',
      subject: certificateId,
      ...(cameraName !== undefined && { cameraName }),
      ...(serialNumber !== undefined && { serialNumber }),
      says: newest
        ? `Certificate ${certificateId} still waits, although the manifest has serial number ${serialNumber ?? 'of its camera'} by now.`
        : `Certificate ${certificateId} has been waiting for an hour, and nobody has looked at it.`,
      repair: { do: 'register', message },
    });
  }
  return found;
};

const byId = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
