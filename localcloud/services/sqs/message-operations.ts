// The SQS actions on messages: send, receive, delete, hide.
import type * as sdk from '@aws-sdk/client-sqs';
import { AwsError } from '../../core/aws-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Operations } from '../../core/operation.ts';
import { eachEntry } from './batches.ts';
import { readReceiptHandle } from './message.ts';
import type { Queues } from './queues.ts';
import { receive } from './receive.ts';
import { send, sizeOf } from './send.ts';

const largestBatchBytes = 1_048_576;

export function messageOperations(queues: Queues, clock: Clock, stopped: AbortSignal): Operations<'sqs'> {
  const byUrl = (action: string) => (input: { QueueUrl: string | undefined }) =>
    queues.permission(action, queues.nameOfUrl(input.QueueUrl));

  return {
    SendMessage: {
      permissions: byUrl('SendMessage'),
      handle: async (input, { principal }) => send(queues, queues.byUrl(input.QueueUrl), input, principal),
    },

    SendMessageBatch: {
      permissions: byUrl('SendMessage'),
      async handle({ QueueUrl, Entries: entries = [] }, { principal }) {
        const queue = queues.byUrl(QueueUrl);
        const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
        if (bytes > largestBatchBytes) {
          throw new AwsError(
            'BatchRequestTooLong',
            `Batch requests cannot be longer than ${largestBatchBytes} bytes. You have sent ${bytes} bytes.`,
          );
        }
        const { Successful, Failed } = await eachEntry(entries, (entry) => send(queues, queue, entry, principal));
        return { Successful: Successful as sdk.SendMessageBatchResultEntry[], Failed };
      },
    },

    ReceiveMessage: {
      permissions: byUrl('ReceiveMessage'),
      async handle(input) {
        const messages = await receive(queues, clock, stopped, queues.byUrl(input.QueueUrl), input);
        return messages.length > 0 ? { Messages: messages } : {};
      },
    },

    DeleteMessage: {
      permissions: byUrl('DeleteMessage'),
      handle: async (input) => remove(queues, queues.byUrl(input.QueueUrl).name, input.ReceiptHandle),
    },

    DeleteMessageBatch: {
      permissions: byUrl('DeleteMessage'),
      async handle(input) {
        const { name } = queues.byUrl(input.QueueUrl);
        return eachEntry(input.Entries, (entry) => remove(queues, name, entry.ReceiptHandle));
      },
    },

    ChangeMessageVisibility: {
      permissions: byUrl('ChangeMessageVisibility'),
      handle: async (input) => hide(queues, clock, queues.byUrl(input.QueueUrl).name, input),
    },

    ChangeMessageVisibilityBatch: {
      permissions: byUrl('ChangeMessageVisibility'),
      async handle(input) {
        const { name } = queues.byUrl(input.QueueUrl);
        return eachEntry(input.Entries, (entry) => hide(queues, clock, name, entry));
      },
    },
  };
}

/** A message that is gone, or that somebody received since, is left as it is, without a word. [SQS API: DeleteMessage] */
async function remove(queues: Queues, queue: string, handle: string | undefined): Promise<object> {
  const receipt = readReceiptHandle(handle ?? '');
  if (queues.messages.find(queue, receipt)) await queues.messages.remove(queue, receipt.key);
  return {};
}

async function hide(
  queues: Queues,
  clock: Clock,
  queue: string,
  {
    ReceiptHandle,
    VisibilityTimeout: seconds = -1,
  }: { ReceiptHandle?: string | undefined; VisibilityTimeout?: number | undefined },
): Promise<object> {
  const receipt = readReceiptHandle(ReceiptHandle ?? '');
  if (!(Number.isInteger(seconds) && seconds >= 0 && seconds <= 43_200)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`,
      { statusCode: 400 },
    );
  }
  const message = queues.messages.find(queue, receipt);
  if (!message) {
    throw new AwsError(
      'InvalidParameterValue',
      'Value for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.',
      { statusCode: 400 },
    );
  }
  if (message.visibleAt <= clock.now())
    throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
  await queues.messages.hideUntil(queue, receipt.key, clock.now() + seconds * 1000);
  return {};
}
