// A record that says ROTATING while nobody makes its channel anew: nobody can watch the camera.
import { rotationName } from '../../../executions/rotation.ts';
import type { Finding } from '../drift.ts';
import { settledAfterMs, todaysPart, type FindDrift } from './finder.ts';

export const findUnfinishedRotations: FindDrift = async ({ records }, { busy, workflows, now }) => {
  const rotating = [...records.values()].filter(
    ({ status, cameraName }) => status === 'ROTATING' && !busy.has(cameraName),
  );
  const found: Finding[] = [];
  for (const { cameraName, serialNumber, channelArn } of todaysPart(rotating, now)) {
    if (channelArn === undefined) continue;
    const { newest, nextName } = await workflows.attempts('rotateChannel', rotationName(channelArn));
    if (newest && (newest.stopDate === undefined || now - newest.stopDate.getTime() < settledAfterMs)) continue;
    found.push({
      drift: 'rotation-unfinished',
      subject: cameraName,
      cameraName,
      ...(serialNumber !== undefined && { serialNumber }),
      says: `Sessions of camera ${cameraName} were to be ended, but nobody works on it any more, and nobody can watch it.`,
      repair: { do: 'rotate-channel', executionName: nextName, input: { cameraName, channelArn } },
    });
  }
  return found;
};
