// A queue that smooths what AWS IoT sends, and behind it one where what failed waits for a person.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Permission } from './grant.ts';

export interface QueueWithDeadLetters {
  readonly queue: Queue;
  readonly deadLetter: Queue;
}

/**
 * Creates `<name>Queue` and `<name>DeadLetterQueue` in the scope. A message has five tries, and is hidden for six times as long
 * as its consumer may take, as Lambda's event source mapping advises.
 */
export function createQueueWithDeadLetters(
  scope: Construct,
  name: string,
  consumerTimeout: Duration,
): QueueWithDeadLetters {
  const deadLetter = new Queue(scope, `${name}DeadLetterQueue`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const queue = new Queue(scope, `${name}Queue`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(4),
    visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * 6),
    deadLetterQueue: { queue: deadLetter, maxReceiveCount: 5 },
  });
  return { queue, deadLetter };
}

/** What Lambda's event source mapping does in the function's name. */
export function readsQueue({ queue }: Pick<QueueWithDeadLetters, 'queue'>): Permission {
  return {
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resources: [queue.queueArn],
  };
}
