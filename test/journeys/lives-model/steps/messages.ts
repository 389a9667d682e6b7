// Messages that come twice, or a life later, or out of the dead letters.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Model } from '../model.ts';
import type { System } from '../system.ts';

/** @param howOld 0 is the newest */
export async function comesAgain(system: System, _: Model, { howOld }: { howOld: number }): Promise<void> {
  const { delivered, lensgate } = system;
  const message = delivered.at(-1 - (howOld % delivered.length));
  if (message) await new SQSClient(lensgate.client).send(new SendMessageCommand(message));
}
