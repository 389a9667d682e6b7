// The event as rules see it and targets get it.
import { randomUUID } from 'node:crypto';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { CloudContext } from '../../core/cloud-context.ts';

export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Why PutEvents refuses an entry, in the members of its answer. */
export interface Refusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** [EventBridge API: PutEvents, PutEventsResultEntry] `byAws`: only AWS's own services may use sources that begin with `aws.`. */
export function eventOf(cloud: CloudContext, entry: PutEventsRequestEntry, byAws: boolean): BusEvent | Refusal {
  const { Source, DetailType, Detail } = entry;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (!value) return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  if (Source!.startsWith('aws.') && !byAws) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parseObject(Detail!);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = new Date(entry.Time ?? cloud.clock.now());
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType!,
    source: Source!,
    account: cloud.accountId,
    time: time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: cloud.region,
    resources: entry.Resources ?? [],
    detail,
  };
}

/** Bytes that count against the limit of a request. [EventBridge: calculating PutEvents event entry size] */
export function sizeOf({
  Time,
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: PutEventsRequestEntry): number {
  return (Time ? 14 : 0) + Buffer.byteLength([Source, DetailType, Detail, ...Resources].join(''));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function invalid(ErrorMessage: string): Refusal {
  return { ErrorCode: 'InvalidArgument', ErrorMessage };
}
