// The retirement of a camera: what is asked for, and the name of its execution.
import { createHash } from 'node:crypto';
import type { ExecutionStarter } from './execution-starter.ts';
import { startOnce, type Asked } from './start-once.ts';

/** What RetireCamera works on (statemachines/retire-camera.asl.yaml). */
export interface Retirement {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly certificateId: string;
  /** Of the record: a camera that has changed hands since isn't retired. */
  readonly epoch: number;
  /** `ban`: kept INACTIVE. `rearm`: deleted, so that the camera registers itself anew when it connects. */
  readonly certificate: 'ban' | 'rearm';
  readonly recordings: 'keep' | 'delete';
  /** The entry of its serial number; one that is kept loses its first owner and its claim code. */
  readonly manifest: 'keep' | 'remove';
  /** 1 to 256 characters. */
  readonly requestedBy: string;
  /** At most 512 characters. */
  readonly reason: string;
}

const longestNamePart = 40;

/** The first attempt's name. */
export function retirementName({ cameraName, epoch }: Pick<Retirement, 'cameraName' | 'epoch'>): string {
  const hash = createHash('sha256').update(`${cameraName}#${epoch}`).digest('hex').slice(0, 16);
  return `retire-${cameraName.slice(0, longestNamePart)}-${hash}`;
}

/**
 * Once per camera and epoch; what is asked for meanwhile, with whatever wishes, is the retirement that runs.
 * @throws ExecutionNotVisibleError, or the SDK's error
 */
export function startRetirement(executions: ExecutionStarter, retirement: Retirement): Promise<Asked> {
  // Digits as text: JSONata rounds numbers beyond 15 digits.
  const input = JSON.stringify({ ...retirement, epoch: String(retirement.epoch) });
  return startOnce(executions, retirementName(retirement), input);
}
