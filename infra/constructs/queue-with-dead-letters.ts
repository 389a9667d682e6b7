// A queue that smooths what AWS IoT sends, and behind it one where what failed waits for a person.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Settings } from '../settings.ts';
import { fileAlarm } from './alarm.ts';
import type { Permission } from './grant.ts';

export interface QueueWithDeadLetters {
  readonly queue: Queue;
  readonly deadLetter: Queue;
}

export interface QueueWithDeadLettersProperties {
  readonly settings: Settings;
  readonly consumerTimeout: Duration;
  /** What the person whom the alarm wakes does first. */
  readonly whenDeadLetters: string;
}

/**
 * Creates `<name>Queue`, `<name>DeadLetterQueue` and the alarm `<name>DeadLetters` in the scope. A message has five tries, and is
 * hidden for six times as long as its consumer may take, as Lambda's event source mapping advises.
 */
export function createQueueWithDeadLetters(
  scope: Construct,
  name: string,
  { settings, consumerTimeout, whenDeadLetters }: QueueWithDeadLettersProperties,
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
  fileAlarm(scope, `${name}DeadLetters`, {
    metric: deadLetter.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    threshold: settings.alarms.deadLetters,
    firstThingToDo: whenDeadLetters,
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
