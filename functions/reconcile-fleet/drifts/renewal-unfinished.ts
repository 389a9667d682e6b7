// A record that names two certificates while nobody works on its renewal: both can do something, and one of them should not.
import type { Finding } from '../drift.ts';
import { settledAfterMs, todaysPart, type FindDrift } from './finder.ts';

export const findUnfinishedRenewals: FindDrift = async ({ records }, { busy, workflows, now }) => {
  const renewing = [...records.values()].flatMap((record) => {
    const other = record.nextCertificateId ?? record.formerCertificateId;
    return other === undefined || busy.has(record.cameraName) ? [] : [{ ...record, other }];
  });
  const found: Finding[] = [];
  for (const { cameraName, serialNumber, other, nextCertificateUntil = 0 } of todaysPart(renewing, now)) {
    if (now < nextCertificateUntil * 1000) continue;
    const { newest, nextName } = await workflows.attempts('renewCertificate', `finish-${other}`);
    if (newest && (newest.stopDate === undefined || now - newest.stopDate.getTime() < settledAfterMs)) continue;
    found.push({
      drift: 'renewal-unfinished',
      subject: cameraName,
      cameraName,
      ...(serialNumber !== undefined && { serialNumber }),
      says: `The renewal of the certificate of camera ${cameraName} was begun, but nobody works on it any more: two certificates are good.`,
      repair: { do: 'renew-certificate', executionName: nextName, input: { cameraName, serialNumber } },
    });
  }
  return found;
};
