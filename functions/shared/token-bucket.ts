// A limit per user, camera or serial number that all copies of a function share: a token bucket that is one number in the table.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getBucket } from '../../records/bucket.ts';
import { bucketKey, type Table } from '../../records/camera-table.ts';
import { tookPlace } from '../../records/conditional-write.ts';

export interface Limit {
  /** One word, unique among the limits; part of the item's key. */
  readonly kind: string;
  /** How many at once, from a full bucket. At least 1. */
  readonly capacity: number;
  /** How long until one token has come back. At least 0.001. */
  readonly refillSeconds: number;
}

/** `retryAfterSeconds` is a whole number, at least 1, after which a take succeeds if nobody else takes. */
export type Take = { readonly taken: true } | { readonly taken: false; readonly retryAfterSeconds: number };

export interface TokenBucketDependencies extends Table {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const longestRace = 4;

/**
 * Takes one token of the subject, or says when there will be one. The item holds `fullAt`, the moment (in ms since the epoch)
 * at which the bucket is full again: so there is nothing to refill, and a take adds a constant on a condition, which needs no
 * read before it and loses no race. One request for a bucket that is full, two for one in use, one more for a refusal.
 * Throws the SDK's error when the table can't be reached: whoever asks decides what an outage means.
 */
export async function takeToken(
  { now, ...table }: TokenBucketDependencies,
  { kind, capacity, refillSeconds }: Limit,
  subject: string,
): Promise<Take> {
  const refillMs = Math.ceil(refillSeconds * 1000);
  const Key = bucketKey(kind, subject);

  for (let race = 0; race < longestRace; race++) {
    const present = now();
    const latest = present + (capacity - 1) * refillMs;
    if (await takeFromFull(present)) return { taken: true };
    if (latest > present && (await takeFromUsed(present, latest))) return { taken: true };
    const { fullAt = present } = await getBucket(table, Key);
    // Otherwise it was filled between two requests: once more.
    if (fullAt > latest) return { taken: false, retryAfterSeconds: Math.ceil((fullAt - latest) / 1000) };
  }
  return { taken: false, retryAfterSeconds: Math.ceil(refillMs / 1000) };

  function takeFromFull(present: number): Promise<boolean> {
    return update('SET fullAt = :then, expiresAt = :end', 'attribute_not_exists(fullAt) OR fullAt <= :now', present, {
      ':then': present + refillMs,
    });
  }

  function takeFromUsed(present: number, latest: number): Promise<boolean> {
    return update(
      'SET fullAt = fullAt + :refill, expiresAt = :end',
      'fullAt > :now AND fullAt <= :latest',
      present,
      { ':refill': refillMs, ':latest': latest }, // prettier-ignore
    );
  }

  /** False when the condition doesn't hold. */
  async function update(
    UpdateExpression: string,
    ConditionExpression: string,
    present: number,
    values: Readonly<Record<string, number>>,
  ): Promise<boolean> {
    // A full bucket is no different from none: DynamoDB may delete the item from then on. [TTL: epoch seconds]
    const end = Math.ceil((present + capacity * refillMs) / 1000);
    const ExpressionAttributeValues = { ...values, ':now': present, ':end': end };
    return tookPlace(
      table.client.send(
        new UpdateCommand({
          TableName: table.tableName,
          Key,
          UpdateExpression,
          ConditionExpression,
          ExpressionAttributeValues,
        }),
      ),
    );
  }
}

/** Whether there is a token, without taking it: for limits on what turns out only afterwards. */
export async function lookForToken(
  { now, ...table }: TokenBucketDependencies,
  { kind, capacity, refillSeconds }: Limit,
  subject: string,
): Promise<Take> {
  const { fullAt = 0 } = await getBucket(table, bucketKey(kind, subject));
  const latest = now() + (capacity - 1) * Math.ceil(refillSeconds * 1000);
  return fullAt <= latest ? { taken: true } : { taken: false, retryAfterSeconds: Math.ceil((fullAt - latest) / 1000) };
}
