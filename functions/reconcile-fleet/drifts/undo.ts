// RetireCamera as it undoes a registration: it takes away what carries this serial number and this certificate, and nothing else.
import { createHash } from 'node:crypto';
import type { Repair } from '../drift.ts';
import type { Workflows } from '../workflows.ts';

export interface Undone {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly certificateId: string;
  readonly epoch: number;
  /** The execution whose record goes, too. */
  readonly registration: string;
  /** Whether its certificate may be ACTIVE: it is withdrawn then. */
  readonly activationTried: boolean;
}

export async function undo({ epoch, ...undone }: Undone, workflows: Workflows): Promise<Repair> {
  const { cameraName, serialNumber, certificateId, registration } = undone;
  const what = JSON.stringify([cameraName, serialNumber, certificateId, epoch, registration]);
  const hash = createHash('sha256').update(what).digest('hex').slice(0, 32);
  const { nextName } = await workflows.attempts('retireCamera', `undo-${hash}`);
  // Digits as text: JSONata rounds numbers beyond 15 digits.
  return { do: 'retire-camera', executionName: nextName, input: { ...undone, epoch: String(epoch) } };
}
