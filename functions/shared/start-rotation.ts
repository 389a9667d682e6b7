// Ends the sessions of a camera: one execution of RotateChannel per channel, however often it is asked for.
import { createHash } from 'node:crypto';
import type { Executions } from '../../executions/executions.ts';

export interface CameraChannel {
  readonly cameraName: string;
  /** As the camera's record has it: the one that is to go. */
  readonly channelArn: string;
}

export interface Rotation {
  /** `rotated`: it was done already, and the record that named this channel was read before. */
  readonly outcome: 'started' | 'running' | 'rotated';
  readonly executionName: string;
}

/** Step Functions refused a name and then knew nothing of it: it isn't consistent yet. An outage: ask again. */
export class RotationNotVisibleError extends Error {
  override readonly name = 'RotationNotVisibleError';

  constructor(executionName: string) {
    super(`Execution ${executionName} of RotateChannel exists, but can't be described yet. Ask again in a moment.`);
  }
}

/**
 * Attempts are named `<hash of the channel's ARN>`, `<hash>-2`, …: an attempt that failed makes room for the next one, at
 * once, because nobody can watch until one succeeds.
 * @throws RotationNotVisibleError, or the SDK's error
 */
export async function startRotation(executions: Executions, channel: CameraChannel): Promise<Rotation> {
  const { cameraName, channelArn } = channel;
  const hash = createHash('sha256').update(channelArn).digest('hex');
  // One text per channel: StartExecution takes a name again only with the very same input.
  const input = JSON.stringify({ cameraName, channelArn });

  for (let attempt = 1; ; attempt++) {
    const executionName = attempt === 1 ? hash : `${hash}-${attempt}`;
    if (await executions.start(executionName, input)) return { outcome: 'started', executionName };
    const execution = await executions.find(executionName);
    if (!execution) throw new RotationNotVisibleError(executionName);
    if (execution.status === 'SUCCEEDED') return { outcome: 'rotated', executionName };
    if (execution.stoppedAt === undefined) return { outcome: 'running', executionName };
  }
}
