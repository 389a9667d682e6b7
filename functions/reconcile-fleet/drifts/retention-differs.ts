// A camera's stream that keeps recordings longer or shorter than the settings say.
import type { Finding } from '../drift.ts';
import type { FindDrift } from './finder.ts';

export const findDifferingRetention: FindDrift = async ({ records, streams }, { busy, streamRetentionHours: wanted }) =>
  [...records.values()].flatMap(({ cameraName, serialNumber, certificateId, status }): Finding[] => {
    const stream = streams.get(cameraName) ?? streams.get(certificateId ?? '');
    if (status !== 'ACTIVE' || stream?.status !== 'ACTIVE' || busy.has(cameraName)) return [];
    const changeHours = Math.abs(wanted - stream.retentionHours);
    if (changeHours === 0) return [];
    return [
      {
        drift: 'retention-differs',
        subject: cameraName,
        cameraName,
        ...(serialNumber !== undefined && { serialNumber }),
        says: `The stream of camera ${cameraName} keeps recordings for ${stream.retentionHours} hours; the setting is ${wanted}.`,
        repair: {
          do: 'set-retention',
          streamArn: stream.arn,
          version: stream.version,
          operation: wanted > stream.retentionHours ? 'INCREASE_DATA_RETENTION' : 'DECREASE_DATA_RETENTION',
          changeHours,
        },
      },
    ];
  });
