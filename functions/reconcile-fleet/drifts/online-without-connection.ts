// A camera that the table says is connected and AWS IoT says is not: the event of its end was lost.
import type { Finding } from '../drift.ts';
import { settledAfterMs, todaysPart, type FindDrift } from './finder.ts';

export const findOnlineWithoutConnection: FindDrift = async ({ online, records }, { busy, lookups, now }) => {
  const settled = [...online]
    .filter(
      ([name, { connectedAt }]) => connectedAt !== undefined && now - connectedAt >= settledAfterMs && !busy.has(name),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const found: Finding[] = [];
  for (const [cameraName, { sessionIdentifier, versionNumber }] of todaysPart(settled, now)) {
    if (await lookups.isConnected(cameraName)) continue;
    const serialNumber = records.get(cameraName)?.serialNumber;
    found.push({
      drift: 'online-without-connection',
      subject: cameraName,
      cameraName,
      ...(serialNumber !== undefined && { serialNumber }),
      says: `Camera ${cameraName} is shown as online, but it has no connection.`,
      repair: { do: 'mark-offline', sessionIdentifier, versionNumber: String(versionNumber) },
    });
  }
  return found;
};
