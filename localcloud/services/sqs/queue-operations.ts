// The SQS actions on queues as such: make, find, describe, change, empty.
import { AwsError } from '../../core/aws-error.ts';
import type { Operations } from '../../core/operation.ts';
import { effectiveAttributes, redrivePolicyOf, type Queue } from './queue.ts';
import { retentionMs, type Queues } from './queues.ts';

export function queueOperations(queues: Queues): Operations<'sqs'> {
  const byUrl = (action: string) => (input: { QueueUrl: string | undefined }) =>
    queues.permission(action, queues.nameOfUrl(input.QueueUrl));

  return {
    CreateQueue: {
      permissions: (input) => queues.permission('CreateQueue', input.QueueName ?? ''),
      async handle({ QueueName: name = '', Attributes }) {
        const attributes: Record<string, string> = Attributes ?? {};
        if (queues.has(name)) {
          const existing = effectiveAttributes(queues.get(name));
          const other = Object.keys(attributes).find((key) => existing[key] !== attributes[key]);
          if (other) {
            throw new AwsError(
              'QueueNameExists',
              `A queue already exists with the same name and a different value for attribute ${other}`,
            );
          }
        } else {
          await queues.put(name, attributes);
        }
        return { QueueUrl: queues.urlOf(name) };
      },
    },

    DeleteQueue: {
      permissions: byUrl('DeleteQueue'),
      async handle(input) {
        await queues.remove(queues.byUrl(input.QueueUrl).name);
        return {};
      },
    },

    GetQueueUrl: {
      permissions: (input) => queues.permission('GetQueueUrl', input.QueueName ?? ''),
      handle: async (input) => ({ QueueUrl: queues.urlOf(queues.get(input.QueueName ?? '').name) }),
    },

    ListQueues: {
      permissions: () => ({ action: 'sqs:ListQueues', resource: '*' }),
      async handle({ QueueNamePrefix: prefix = '' }) {
        const names = queues.all().map(({ name }) => name);
        return { QueueUrls: names.filter((name) => name.startsWith(prefix)).map((name) => queues.urlOf(name)) };
      },
    },

    ListDeadLetterSourceQueues: {
      permissions: byUrl('ListDeadLetterSourceQueues'),
      async handle(input) {
        const target = queues.arnOf(queues.byUrl(input.QueueUrl).name);
        const sources = queues.all().filter((queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === target);
        return { queueUrls: sources.map(({ name }) => queues.urlOf(name)) };
      },
    },

    GetQueueAttributes: {
      permissions: byUrl('GetQueueAttributes'),
      async handle({ QueueUrl, AttributeNames: names = [] }) {
        const all = describe(queues, queues.byUrl(QueueUrl));
        const wanted = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name as 'All'));
        return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
      },
    },

    SetQueueAttributes: {
      permissions: byUrl('SetQueueAttributes'),
      async handle(input) {
        const queue = queues.byUrl(input.QueueUrl);
        await queues.put(queue.name, { ...queue.attributes, ...input.Attributes });
        return {};
      },
    },

    PurgeQueue: {
      permissions: byUrl('PurgeQueue'),
      async handle(input) {
        await queues.messages.purge(queues.byUrl(input.QueueUrl).name);
        return {};
      },
    },
  };
}

function describe(queues: Queues, queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queues.messages.counts(queue.name, retentionMs(queue));
  return {
    ...effectiveAttributes(queue),
    QueueArn: queues.arnOf(queue.name),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}
