// Sending: what a message may be, and how it becomes a record.
import { randomUUID } from 'node:crypto';
import type { MessageAttributeValue, SendMessageResult } from '@aws-sdk/client-sqs';
import { AwsError } from '../../core/aws-error.ts';
import type { Principal } from '../../core/principal.ts';
import { md5OfAttributes, md5OfBody } from './digests.ts';
import type { StoredAttribute } from './message.ts';
import { numberOf, type Queue } from './queue.ts';
import type { Queues } from './queues.ts';

export interface Outgoing {
  MessageBody: string | undefined;
  DelaySeconds?: number | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  MessageSystemAttributes?: Partial<Record<string, MessageAttributeValue>> | undefined;
}

// Everything that XML 1.0 can't carry is refused, though the protocol is JSON today. [SQS API: SendMessage]
const forbiddenCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Bytes that count against the maximum message size: body, and each attribute's name, type and value. */
export function sizeOf({ MessageBody: body = '', MessageAttributes: attributes = {} }: Outgoing): number {
  return Object.entries(attributes).reduce(
    (size, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      size + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(body),
  );
}

/** Resolves when the message is on disk. Throws InvalidParameterValue, MissingParameter or InvalidMessageContents. */
export async function send(
  queues: Queues,
  queue: Queue,
  outgoing: Outgoing,
  sender: Principal,
): Promise<SendMessageResult> {
  const body = outgoing.MessageBody;
  if (!body) throw refused('The request must contain the parameter MessageBody.', 'MissingParameter');
  const largest = numberOf(queue, 'MaximumMessageSize');
  if (sizeOf(outgoing) > largest) {
    throw refused(`One or more parameters are invalid. Reason: Message must be shorter than ${largest} bytes.`);
  }
  if (forbiddenCharacters.test(body)) {
    throw new AwsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  }
  const delaySeconds = outgoing.DelaySeconds ?? numberOf(queue, 'DelaySeconds');
  if (!(Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= 900)) {
    throw refused(
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  const attributes = stored(outgoing.MessageAttributes ?? {});
  const systemAttributes = stored(outgoing.MessageSystemAttributes ?? {});
  const id = randomUUID();
  // AWS names the sender by its unique id; `AROA…:session` for a role, as in aws:userid.
  const senderId = sender.context['aws:userid'] ?? sender.arn;
  await queues.send(queue, { id, body, attributes, systemAttributes, senderId }, delaySeconds);
  const ofAttributes = md5OfAttributes(attributes);
  const ofSystemAttributes = md5OfAttributes(systemAttributes);
  return {
    MessageId: id,
    MD5OfMessageBody: md5OfBody(body),
    ...(ofAttributes && { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystemAttributes && { MD5OfMessageSystemAttributes: ofSystemAttributes }),
  };
}

function stored(attributes: Partial<Record<string, MessageAttributeValue>>): Record<string, StoredAttribute> {
  const entries = Object.entries(attributes);
  if (entries.length > 10) {
    throw refused(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  }
  return Object.fromEntries(
    entries.map(([name, value]) => [name, storedAttribute(name, value ?? { DataType: undefined })]),
  );
}

function storedAttribute(
  name: string,
  { DataType: dataType = '', StringValue, BinaryValue }: MessageAttributeValue,
): StoredAttribute {
  const [kind] = dataType.split('.');
  if (kind === 'Binary' && BinaryValue) return { dataType, binaryValue: Buffer.from(BinaryValue).toString('base64') };
  if (kind === 'String' && StringValue) return { dataType, stringValue: StringValue };
  if (kind === 'Number' && StringValue && Number.isFinite(Number(StringValue)))
    return { dataType, stringValue: StringValue };
  const reason =
    kind === 'String' || kind === 'Number' || kind === 'Binary'
      ? `must contain a non-empty value of its type ${dataType}`
      : `has the type "${dataType}"; it must begin with String, Number or Binary`;
  throw refused(`The message attribute '${name}' ${reason}.`);
}

function refused(message: string, name = 'InvalidParameterValue'): AwsError {
  return new AwsError(name, message, { statusCode: 400 });
}
