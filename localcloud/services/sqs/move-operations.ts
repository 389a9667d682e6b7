// Redrive: messages of a dead-letter queue go back to where they came from. The local cloud moves them at once; a task is the record of it.
import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sqs';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Operations } from '../../core/operation.ts';
import { redrivePolicyOf, type Queue } from './queue.ts';
import { retentionMs, type Queues } from './queues.ts';

interface MoveTask {
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly startedAt: number;
  readonly moved: number;
  readonly toMove: number;
  readonly failureReason?: string;
}

export function moveOperations(queues: Queues, cloud: CloudContext): Operations<'sqs'> {
  const tasks = cloud.store.collection<MoveTask>('sqs-move-tasks');
  const nameOf = (queueArn: string | undefined): string => (queueArn ?? '').split(':').at(-1) ?? '';

  return {
    StartMessageMoveTask: {
      // [SQS: permissions for a dead-letter queue redrive]
      permissions: ({ SourceArn, DestinationArn }) => [
        ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) =>
          queues.permission(action, nameOf(SourceArn)),
        ),
        ...destinationsOf(queues, SourceArn, DestinationArn).map((name) => queues.permission('SendMessage', name)),
      ],
      async handle({ SourceArn = '', DestinationArn }) {
        const source = existing(queues, SourceArn);
        if (DestinationArn) existing(queues, DestinationArn);
        if (sourcesOf(queues, SourceArn).length === 0) {
          throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.', {
            statusCode: 400,
          });
        }
        const startedAt = cloud.clock.now();
        const TaskHandle = randomUUID();
        const { moved, toMove, failureReason, durable } = moveAll(queues, source, DestinationArn);
        const task: MoveTask = {
          sourceArn: SourceArn,
          startedAt,
          moved,
          toMove,
          ...(DestinationArn && { destinationArn: DestinationArn }),
          ...(failureReason && { failureReason }),
        };
        await Promise.all([tasks.put(`${String(startedAt).padStart(15, '0')} ${TaskHandle}`, task), durable]);
        return { TaskHandle };
      },
    },

    ListMessageMoveTasks: {
      permissions: ({ SourceArn }) => queues.permission('ListMessageMoveTasks', nameOf(SourceArn)),
      async handle({ SourceArn = '', MaxResults = 1 }) {
        existing(queues, SourceArn);
        const newestFirst = tasks.values().reverse();
        const ofSource = newestFirst.filter(({ sourceArn }) => sourceArn === SourceArn).slice(0, MaxResults);
        return { Results: ofSource.map(described) };
      },
    },
  };
}

function moveAll(queues: Queues, source: Queue, destinationArn: string | undefined) {
  const messages = queues.messages.visible(source.name, retentionMs(source));
  const writes: Promise<void>[] = [];
  for (const { key, message } of messages) {
    const destination = queues.find(destinationArn ?? message.deadLetterSourceArn ?? '');
    if (destination) writes.push(queues.messages.move(source.name, key, destination.name));
  }
  return {
    moved: writes.length,
    toMove: messages.length,
    // A message that was sent to the dead-letter queue directly has no source to go back to.
    failureReason: writes.length < messages.length ? 'CouldNotDetermineMessageSource' : undefined,
    durable: Promise.all(writes),
  };
}

function described(task: MoveTask): sdk.ListMessageMoveTasksResultEntry {
  return {
    Status: task.failureReason ? 'FAILED' : 'COMPLETED',
    SourceArn: task.sourceArn,
    ...(task.destinationArn && { DestinationArn: task.destinationArn }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason && { FailureReason: task.failureReason }),
    StartedTimestamp: task.startedAt,
  };
}

function sourcesOf(queues: Queues, deadLetterQueueArn: string | undefined): string[] {
  const sources = queues.all().filter((queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === deadLetterQueueArn);
  return sources.map(({ name }) => name);
}

function destinationsOf(queues: Queues, sourceArn: string | undefined, destinationArn: string | undefined): string[] {
  return destinationArn ? [destinationArn.split(':').at(-1)!] : sourcesOf(queues, sourceArn);
}

function existing(queues: Queues, queueArn: string): Queue {
  const queue = queues.find(queueArn);
  if (!queue)
    throw new AwsError('ResourceNotFoundException', `The resource that you specified doesn't exist: ${queueArn}.`);
  return queue;
}
