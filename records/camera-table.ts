// How the one table is keyed, and how a typed value is read from an item. Items hold S, N, M and L only, so no document client is needed.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;
export type ItemKey = { pk: { S: string }; sk: { S: string } };

const key = (pk: string, sk: string): ItemKey => ({ pk: { S: pk }, sk: { S: sk } });

/** Owner, epoch, certificate, channel and endpoints of a camera. */
export const cameraKey = (cameraName: string): ItemKey => key(`camera#${cameraName}`, 'camera');
/** A user's right to view a camera of somebody else. */
export const shareKey = (cameraName: string, userId: string): ItemKey => key(`camera#${cameraName}`, `share#${userId}`);
/** An offer to hand the camera over; a camera has one at most. */
export const transferKey = (cameraName: string): ItemKey => key(`camera#${cameraName}`, 'transfer');
/** Whether the camera is connected: an item of its own, so that a storm of reconnections rewrites no record and no index. */
export const presenceKey = (cameraName: string): ItemKey => key(`camera#${cameraName}`, 'presence');
/** What the maker says about a serial number: it exists, and which camera it is. */
export const manifestKey = (serialNumber: string): ItemKey => key(`serial#${serialNumber}`, 'manifest');
/** How much of a limit its subject has used: a user, a camera, or a serial number. */
export const bucketKey = (kind: string, subject: string): ItemKey => key(`limit#${kind}#${subject}`, 'bucket');

/** An item that lacks what it must have: somebody wrote it by hand, or a newer release did. Nobody's right, nobody's refusal. */
export class MalformedItemError extends Error {
  override readonly name = 'MalformedItemError';

  constructor(item: Item, attribute: string, wanted: string) {
    super(
      `Item ${item.pk?.S ?? '?'} / ${item.sk?.S ?? '?'} of the camera table has no ${attribute} of type ${wanted}. ` +
        'Correct the item, or retire the camera and let it register again.',
    );
  }
}

/** @throws MalformedItemError unless the attribute is a non-empty string */
export function text(item: Item, attribute: string): string {
  return optionalText(item, attribute) ?? malformed(item, attribute, 'S');
}

/** Undefined when the attribute is absent or empty. */
export function optionalText(item: Item, attribute: string): string | undefined {
  const value = item[attribute];
  if (value !== undefined && value.S === undefined) malformed(item, attribute, 'S');
  return value?.S || undefined;
}

/** @throws MalformedItemError unless the attribute is a finite number */
export function number(item: Item, attribute: string): number {
  return optionalNumber(item, attribute) ?? malformed(item, attribute, 'N');
}

/** Undefined when the attribute is absent. */
export function optionalNumber(item: Item, attribute: string): number | undefined {
  const value = item[attribute];
  if (value === undefined) return undefined;
  const parsed = value.N === undefined ? NaN : Number(value.N);
  return Number.isFinite(parsed) ? parsed : malformed(item, attribute, 'N');
}

/** A string inside nested maps: `textAt(camera, 'endpoints', 'viewer', 'wss')`. */
export function textAt(item: Item, ...path: [string, ...string[]]): string {
  let value: AttributeValue | undefined = { M: { ...item } };
  for (const name of path) value = value?.M?.[name];
  return value?.S || malformed(item, path.join('.'), 'S');
}

function malformed(item: Item, attribute: string, wanted: string): never {
  throw new MalformedItemError(item, attribute, wanted);
}
