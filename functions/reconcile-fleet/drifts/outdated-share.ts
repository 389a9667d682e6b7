// Shares that give no right any more: of an epoch before the present one, or expired for a day.
import { shareKey } from '../../../records/camera-table.ts';
import { epochMark, type Finding } from '../drift.ts';
import type { FindDrift } from './finder.ts';

const dayMs = 24 * 60 * 60_000;

export const findOutdatedShares: FindDrift = async ({ shares, records }, { busy, now }) =>
  shares.flatMap(({ cameraName, userId, epoch, expiresAt }): Finding[] => {
    const record = records.get(cameraName);
    if (busy.has(cameraName) || record?.epoch === undefined) return [];
    const isExpired = expiresAt !== undefined && expiresAt * 1000 < now - dayMs;
    if (epoch >= record.epoch && !isExpired) return [];
    return [
      {
        drift: 'outdated-share',
        subject: `${cameraName} ${userId}`,
        cameraName,
        ...(record.serialNumber !== undefined && { serialNumber: record.serialNumber }),
        says: `A share of camera ${cameraName} gives no right any more: it ${isExpired ? 'has expired' : 'is of a former owner'}.`,
        repair: { do: 'delete-item', sk: shareKey(cameraName, userId).sk, mark: epochMark(epoch) },
      },
    ];
  });
