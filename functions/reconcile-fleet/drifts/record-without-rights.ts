// A camera that is registered and can't connect, because its thing is gone or its certificate lost the cameras' policy.
import type { Finding } from '../drift.ts';
import type { FindDrift } from './finder.ts';

/** Nothing repairs it by itself: somebody may have taken the rights away on purpose. */
export const findRecordsWithoutRights: FindDrift = async ({ records, things, withPolicy }, { busy }) =>
  [...records.values()].flatMap(({ cameraName, serialNumber, certificateId, status }): Finding[] => {
    if (status !== 'ACTIVE' || certificateId === undefined || busy.has(cameraName) || busy.has(certificateId))
      return [];
    const lacks = [
      ...(things.has(cameraName) ? [] : ['its thing is gone']),
      ...(withPolicy.has(certificateId) ? [] : ["its certificate hasn't the cameras' policy"]),
    ];
    if (lacks.length === 0) return [];
    return [
      {
        drift: 'record-without-rights',
        subject: cameraName,
        cameraName,
        ...(serialNumber !== undefined && { serialNumber }),
        says: `Camera ${cameraName} can't connect: ${lacks.join(', and ')}. Retire it with --certificate rearm, and it registers anew; or retire it for good.`,
      },
    ];
  });
