// A camera that is registered and can't connect, because its thing is gone or its certificate lost the cameras' policy.
import type { Finding } from '../drift.ts';
import { todaysPart, type FindDrift } from './finder.ts';

/** They are given back: whoever wants a camera out of service bans its certificate, makes it INACTIVE, or retires the camera. */
export const findRecordsWithoutRights: FindDrift = async ({ records, things, withPolicy }, { busy, lookups, now }) => {
  const suspects = [...records.values()].flatMap(({ cameraName, serialNumber, certificateId, status }) => {
    if (status !== 'ACTIVE' || serialNumber === undefined || certificateId === undefined) return [];
    if (busy.has(cameraName) || busy.has(certificateId)) return [];
    const [lacksThing, lacksPolicy] = [!things.has(cameraName), !withPolicy.has(certificateId)];
    return lacksThing || lacksPolicy ? [{ cameraName, serialNumber, certificateId, lacksThing, lacksPolicy }] : [];
  });
  const found: Finding[] = [];
  for (const { cameraName, serialNumber, certificateId, lacksThing, lacksPolicy } of todaysPart(suspects, now)) {
    const { status = 'gone', isBanned = false } = (await lookups.standing(certificateId)) ?? {};
    const lacks = [
      ...(lacksThing ? ['its thing is gone'] : []),
      ...(lacksPolicy ? ["its certificate hasn't the cameras' policy"] : []),
    ].join(', and ');
    const isMeant = isBanned || status !== 'ACTIVE';
    found.push({
      drift: 'record-without-rights',
      subject: cameraName,
      ...{ cameraName, serialNumber },
      says: isMeant
        ? `Camera ${cameraName} can't connect: ${lacks}, and its certificate is ${isBanned ? 'banned' : status}. Retire it, or make its certificate ACTIVE.`
        : `Camera ${cameraName} can't connect: ${lacks}.`,
      ...(!isMeant && { repair: { do: 'give-rights', serialNumber, certificateId, lacksThing } }),
    });
  }
  return found;
};
