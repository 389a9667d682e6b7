// What a queue holds: a message as it lies on disk, and the handle that a receiver gets for it.
import { AwsError } from '../../core/aws-error.ts';

export interface StoredAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  /** Base64. */
  readonly binaryValue?: string;
}

/** Times are milliseconds since the epoch. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, StoredAttribute>>;
  /** `AWSTraceHeader` is the only one that senders may give. */
  readonly systemAttributes: Readonly<Record<string, StoredAttribute>>;
  readonly senderId: string;
  /** When it was first sent: a dead-letter queue counts its retention from here too. [SQS: dead-letter queues, retention] */
  readonly sentAt: number;
  /** Hidden until then: delayed when it was never received, in flight otherwise. */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  /** The queue that it came from, when a redrive policy moved it here. */
  readonly deadLetterSourceArn?: string;
}

export interface Receipt {
  readonly key: string;
  readonly messageId: string;
  readonly receiveCount: number;
}

/** A handle names one receive of one message, so that an older receiver can't delete what a newer one works on. */
export function receiptHandle({ key, messageId, receiveCount }: Receipt): string {
  return Buffer.from(JSON.stringify([key, messageId, receiveCount])).toString('base64');
}

/** Throws ReceiptHandleIsInvalid for anything that this file didn't write. */
export function readReceiptHandle(handle: string): Receipt {
  try {
    const parts = JSON.parse(Buffer.from(handle, 'base64').toString()) as unknown;
    const [key, messageId, receiveCount] = parts as unknown[];
    if (typeof key === 'string' && typeof messageId === 'string' && typeof receiveCount === 'number') {
      return { key, messageId, receiveCount };
    }
  } catch {
    // Falls through to the error below: whatever it was, it is no handle.
  }
  throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
}
