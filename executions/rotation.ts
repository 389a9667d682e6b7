// Ends the sessions of a camera: one execution of RotateChannel per channel, however often it is asked for.
import { createHash } from 'node:crypto';
import type { ExecutionStarter } from './execution-starter.ts';
import { startOnce, type Asked } from './start-once.ts';

export interface CameraChannel {
  readonly cameraName: string;
  /** As the camera's record has it: the one that is to go. */
  readonly channelArn: string;
}

/** The first attempt's name. */
export const rotationName = (channelArn: string): string => createHash('sha256').update(channelArn).digest('hex');

/**
 * Named after the channel's ARN. `done`: the channel was rotated already, and the record that named it was read before.
 * @throws ExecutionNotVisibleError, or the SDK's error
 */
export function startRotation(executions: ExecutionStarter, channel: CameraChannel): Promise<Asked> {
  const { cameraName, channelArn } = channel;
  return startOnce(executions, rotationName(channelArn), JSON.stringify({ cameraName, channelArn }));
}
