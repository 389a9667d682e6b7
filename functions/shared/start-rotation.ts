// Ends the sessions of a camera: one execution of RotateChannel per channel, however often it is asked for.
import { createHash } from 'node:crypto';
import { executionName } from '../../executions/attempt.ts';
import type { ExecutionStarter } from '../../executions/execution-starter.ts';

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

  constructor(name: string) {
    super(`Execution ${name} of RotateChannel exists, but can't be described yet. Ask again in a moment.`);
  }
}

/**
 * Attempts are named `<hash of the channel's ARN>`, `<hash>-2`, …: an attempt that failed makes room for the next one, at
 * once, because nobody can watch until one succeeds.
 * @throws RotationNotVisibleError, or the SDK's error
 */
export async function startRotation(executions: ExecutionStarter, channel: CameraChannel): Promise<Rotation> {
  const { cameraName, channelArn } = channel;
  const hash = createHash('sha256').update(channelArn).digest('hex');
  // One text per channel: StartExecution takes a name again only with the very same input.
  const input = JSON.stringify({ cameraName, channelArn });

  for (let attempt = 1; ; attempt++) {
    const name = executionName(hash, attempt);
    if (await executions.start(name, input)) return { outcome: 'started', executionName: name };
    const execution = await executions.find(name);
    if (!execution) throw new RotationNotVisibleError(name);
    if (execution.status === 'SUCCEEDED') return { outcome: 'rotated', executionName: name };
    if (execution.stopDate === undefined) return { outcome: 'running', executionName: name };
  }
}
