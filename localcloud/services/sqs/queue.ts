// A queue's settings: which attributes there are, what they may be, and what they are when nobody set them.
import { AwsError } from '../../core/aws-error.ts';
import type { PolicyDocument } from '../../access/policy.ts';

export interface Queue {
  readonly name: string;
  /** What was set, in the API's own form: strings, policies as JSON. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Smallest, largest and default value. [SQS API: SetQueueAttributes] */
const numbers: Readonly<Record<string, readonly [number, number, number]>> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
};
const texts = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'SqsManagedSseEnabled'];

/** The value of a numeric attribute, in the attribute's own unit. */
export function numberOf(queue: Queue, name: string): number {
  return Number(queue.attributes[name] ?? numbers[name]?.[2]);
}

export function redrivePolicyOf(queue: Queue): RedrivePolicy | undefined {
  const text = queue.attributes['RedrivePolicy'];
  if (!text) return undefined;
  // Templates and older clients give the count as a string.
  const policy = JSON.parse(text) as { deadLetterTargetArn: string; maxReceiveCount: number | string };
  return { deadLetterTargetArn: policy.deadLetterTargetArn, maxReceiveCount: Number(policy.maxReceiveCount) };
}

export function resourcePoliciesOf(queue: Queue | undefined): PolicyDocument[] {
  const text = queue?.attributes['Policy'];
  return text ? [JSON.parse(text) as PolicyDocument] : [];
}

/** All settings as GetQueueAttributes answers them, those with defaults included. */
export function effectiveAttributes(queue: Queue): Record<string, string> {
  const defaults = Object.entries(numbers)
    .filter(([name]) => !name.startsWith('Kms'))
    .map(([name, [, , value]]) => [name, String(value)] as const);
  return { ...Object.fromEntries(defaults), SqsManagedSseEnabled: 'true', ...queue.attributes };
}

/** Throws InvalidAttributeName, InvalidAttributeValue, or UnsupportedOperation for FIFO queues. */
export function validateAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'FifoQueue' || name === 'ContentBasedDeduplication') {
      throw new AwsError('UnsupportedOperation', `FIFO queues are not imitated by the local cloud (${name}).`);
    }
    const range = numbers[name];
    if (range) {
      const [smallest, largest] = range;
      const valid = /^\d+$/.test(value) && Number(value) >= smallest && Number(value) <= largest;
      if (!valid) throw invalidValue(name, `"${value}" is not a whole number from ${smallest} to ${largest}`);
    } else if (!texts.includes(name)) {
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    } else if (value !== '' && /Policy$/.test(name)) {
      validatePolicy(name, value);
    }
  }
}

function validatePolicy(name: string, value: string): void {
  let policy: Record<string, unknown>;
  try {
    policy = JSON.parse(value) as Record<string, unknown>;
  } catch {
    throw invalidValue(name, 'it is not JSON');
  }
  if (name !== 'RedrivePolicy') return;
  const count = Number(policy['maxReceiveCount']);
  if (typeof policy['deadLetterTargetArn'] !== 'string') throw invalidValue(name, 'deadLetterTargetArn is missing');
  if (!(Number.isInteger(count) && count >= 1 && count <= 1000)) {
    throw invalidValue(name, 'maxReceiveCount must be a whole number from 1 to 1000');
  }
}

function invalidValue(name: string, reason: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}: ${reason}.`);
}
