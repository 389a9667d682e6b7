// Receiving: short and long polls, and the form that a receiver sees.
import type { Message as ReceivedMessage, MessageAttributeValue, ReceiveMessageRequest } from '@aws-sdk/client-sqs';
import { AwsError } from '../../core/aws-error.ts';
import type { Clock } from '../../core/clock.ts';
import { md5OfAttributes, md5OfBody } from './digests.ts';
import { receiptHandle, type Message, type StoredAttribute } from './message.ts';
import { numberOf, type Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/**
 * Waits up to WaitTimeSeconds for the first message, and answers all that are there then, at most MaxNumberOfMessages.
 * A poll that is `stopped` answers nothing. Throws InvalidParameterValue.
 */
export async function receive(
  queues: Queues,
  clock: Clock,
  stopped: AbortSignal,
  queue: Queue,
  input: ReceiveMessageRequest,
): Promise<ReceivedMessage[]> {
  const max = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
  const waitSeconds = input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds');
  const deadline = clock.now() + within('WaitTimeSeconds', waitSeconds, 0, 20) * 1000;
  if (input.VisibilityTimeout !== undefined) within('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200);
  while (!stopped.aborted) {
    // The rules are read anew: attributes may change, and the queue may go, while a poll waits.
    const current = queues.get(queue.name);
    const visibilityTimeout = input.VisibilityTimeout ?? numberOf(current, 'VisibilityTimeout');
    const rules = queues.takeRules(current, max, visibilityTimeout);
    const { messages, durable } = queues.messages.take(queue.name, rules);
    const mustWait = messages.length === 0 && clock.now() < deadline;
    await Promise.all([durable, mustWait && queues.messages.changed(queue.name, deadline)]);
    if (!mustWait) return messages.map(({ key, message }) => received(key, message, input));
  }
  return [];
}

function received(key: string, message: Message, input: ReceiveMessageRequest): ReceivedMessage {
  const system = chosen(systemAttributesOf(message), [
    ...(input.AttributeNames ?? []),
    ...(input.MessageSystemAttributeNames ?? []),
  ]);
  const own = chosen(message.attributes, input.MessageAttributeNames ?? []);
  const ofAttributes = md5OfAttributes(own);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle({ key, messageId: message.id, receiveCount: message.receiveCount }),
    MD5OfBody: md5OfBody(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(ofAttributes && {
      MD5OfMessageAttributes: ofAttributes,
      MessageAttributes: Object.fromEntries(Object.entries(own).map(([name, value]) => [name, sdkAttribute(value)])),
    }),
  };
}

function systemAttributesOf(message: Message): Record<string, string> {
  const traceHeader = message.systemAttributes['AWSTraceHeader']?.stringValue;
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(traceHeader && { AWSTraceHeader: traceHeader }),
    ...(message.deadLetterSourceArn && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
}

/** Names may be given one by one, as `All`, `.*`, or as a prefix `bar.*`. [SQS API: ReceiveMessage, MessageAttributeNames] */
function chosen<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  const wanted = (name: string): boolean =>
    names.some(
      (given) => given === 'All' || given === name || (given.endsWith('.*') && name.startsWith(given.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));
}

function sdkAttribute({ dataType, stringValue, binaryValue }: StoredAttribute): MessageAttributeValue {
  return binaryValue === undefined
    ? { DataType: dataType, StringValue: stringValue }
    : { DataType: dataType, BinaryValue: Buffer.from(binaryValue, 'base64') };
}

function within(name: string, value: number, smallest: number, largest: number): number {
  if (Number.isInteger(value) && value >= smallest && value <= largest) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${smallest} and ${largest}, if provided.`,
    { statusCode: 400 },
  );
}
