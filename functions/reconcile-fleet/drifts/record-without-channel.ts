// A record whose channel is gone, or another one by now: nobody can watch the camera until its channel is made anew.
import { rotationName } from '../../../executions/rotation.ts';
import type { Finding } from '../drift.ts';
import { todaysPart, type FindDrift } from './finder.ts';

export const findRecordsWithoutChannel: FindDrift = async (
  { records, channels },
  { busy, stage, workflows, lookups, now },
) => {
  const suspects = [...records.values()].filter(
    ({ status, cameraName, channelArn }) =>
      status === 'ACTIVE' &&
      channelArn !== undefined &&
      !busy.has(cameraName) &&
      channels.get(cameraName)?.arn !== channelArn,
  );
  const found: Finding[] = [];
  for (const { cameraName, serialNumber, certificateId, channelArn } of todaysPart(suspects, now)) {
    const other = channels.get(cameraName);
    const tags = other && (await lookups.tagsOfChannel(other.arn));
    const isForeign =
      tags !== undefined &&
      (tags['lensgate:stage'] !== stage ||
        tags['lensgate:serialNumber'] !== serialNumber ||
        tags['lensgate:certificateId'] !== certificateId);
    const subject = { cameraName, ...(serialNumber !== undefined && { serialNumber }) };
    if (isForeign) {
      found.push({
        drift: 'record-without-channel',
        subject: cameraName,
        ...subject,
        says: `The record of camera ${cameraName} names a channel that is gone, and ${other!.arn} has its name without its tags. Delete that one, or rename the camera.`,
      });
      continue;
    }
    const { newest, nextName } = await workflows.attempts('rotateChannel', rotationName(channelArn!));
    if (newest?.status === 'RUNNING') continue;
    found.push({
      drift: 'record-without-channel',
      subject: cameraName,
      ...subject,
      says: `The record of camera ${cameraName} names a channel that is gone: nobody can watch it.`,
      repair: { do: 'rotate-channel', executionName: nextName, input: { cameraName, channelArn } },
    });
  }
  return found;
};
