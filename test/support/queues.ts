// What came to the queues of what decides, and whether all of it has been worked off. The history's may be late.
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Lensgate } from './lensgate.ts';

export interface Queued {
  readonly QueueUrl: string;
  readonly MessageBody: string;
}

/** It grows with every message from now on, the oldest first. */
export function noteQueued({ cloud }: Pick<Lensgate, 'cloud'>): readonly Queued[] {
  const queued: Queued[] = [];
  cloud.context.aws.intercept(async ({ service, operation, input }, proceed) => {
    const done = await proceed();
    const { QueueUrl, MessageBody } = input as Queued;
    if (service === 'sqs' && operation === 'SendMessage' && !QueueUrl.includes('History')) {
      queued.push({ QueueUrl, MessageBody });
    }
    return done;
  });
  return queued;
}

/** Nothing waits there, and nobody works on anything of it. */
export async function isEmptyQueue(sqs: Pick<SQSClient, 'send'>, QueueUrl: string): Promise<boolean> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
  return names.every((name) => Attributes[name] === '0');
}
