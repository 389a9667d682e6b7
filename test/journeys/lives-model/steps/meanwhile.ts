// What is under way when the next step begins: sessions that end, a certificate that is asked for and never used.
import { makeKeyAndCsr } from '../../../../camera/factory.ts';
import { startRotation } from '../../../../executions/rotation.ts';
import type { Model } from '../model.ts';
import type { System } from '../system.ts';
import { publishes } from './camera.ts';

interface Ahead {
  /** By how much it is ahead of the next step. */
  readonly ms: number;
}

const pause = ({ ms }: Ahead): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function sessionsAreEnding(system: System, _: Model, ahead: Ahead): Promise<void> {
  await startRotation(system.executions.rotate, (await system.record())!);
  await pause(ahead);
}

export async function certificateIsAskedFor(system: System, { living }: Model, ahead: Ahead): Promise<void> {
  const { serialNumber } = (await system.record())!;
  const { csr } = await makeKeyAndCsr(serialNumber);
  await publishes(system, living!, 'certificate-request', { certificateSigningRequest: csr });
  await pause(ahead);
  system.isRenewalAbandoned = true;
}
