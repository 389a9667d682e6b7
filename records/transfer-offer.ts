// An offer to hand a camera over, and what its owner and its recipient may do to it at the same moment.
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { transferKey, userAttribute, type Item, type Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';
import { getItem } from './get-item.ts';
import { attributesOf, named, number, optional, readStrictly, text, type ItemOf } from './item-shape.ts';

const offerShape = {
  cameraName: text,
  /** The recipient. */
  to: named(userAttribute, text),
  /** The owner. */
  from: named('fromUserId', optional(text)),
  /** Of the camera: in any other the offer is dead. */
  epoch: number,
  /** Seconds since the epoch. */
  expiresAt: optional(number),
  /** When the recipient began to accept it, in milliseconds since the epoch. */
  acceptedAt: optional(number),
};

export type TransferOffer = ItemOf<typeof offerShape>;

/** @throws MalformedItemError */
export const readTransferOffer = (item: Item): TransferOffer => readStrictly(offerShape, item);

// Longer than the function may take: whoever marked an offer earlier has given up.
const acceptMs = 15_000;

/**
 * For the owner's writes. Accepting marks the offer before the record changes: an owner who hears that the offer is gone
 * doesn't lose the camera a moment later.
 */
const notBeingAccepted = (epoch: number, now: number) => ({
  ConditionExpression:
    'attribute_not_exists(pk) OR epoch < :epoch OR (epoch = :epoch AND (attribute_not_exists(acceptedAt) OR acceptedAt <= :abandoned))',
  ExpressionAttributeValues: { ':epoch': epoch, ':abandoned': now - acceptMs },
});

/**
 * Replaces the camera's offer. False, and nothing is changed, while that is being accepted.
 * @param now milliseconds since the epoch
 */
export function writeTransferOffer(
  { client, tableName }: Table,
  offer: Required<Omit<TransferOffer, 'acceptedAt'>>,
  now: number,
): Promise<boolean> {
  return tookPlace(
    client.send(
      new PutCommand({
        TableName: tableName,
        Item: { ...transferKey(offer.cameraName), ...attributesOf(offerShape, offer) },
        ...notBeingAccepted(offer.epoch, now),
      }),
    ),
  );
}

/**
 * True when it is gone, or wasn't there; false while it is being accepted.
 * @param now milliseconds since the epoch
 */
export function removeTransferOffer(
  { client, tableName }: Table,
  { cameraName, epoch }: Pick<TransferOffer, 'cameraName' | 'epoch'>,
  now: number,
): Promise<boolean> {
  const Key = transferKey(cameraName);
  return tookPlace(client.send(new DeleteCommand({ TableName: tableName, Key, ...notBeingAccepted(epoch, now) })));
}

/**
 * For the recipient. True when they have no such offer any more; false while they are accepting it.
 * @param now milliseconds since the epoch
 */
export async function declineTransferOffer(
  table: Table,
  { cameraName, to, epoch }: Pick<TransferOffer, 'cameraName' | 'to' | 'epoch'>,
  now: number,
): Promise<boolean> {
  const Key = transferKey(cameraName);
  const removed = await tookPlace(
    table.client.send(
      new DeleteCommand({
        TableName: table.tableName,
        Key,
        ConditionExpression:
          '#to = :to AND epoch = :epoch AND (attribute_not_exists(acceptedAt) OR acceptedAt <= :abandoned)',
        ExpressionAttributeNames: { '#to': userAttribute },
        ExpressionAttributeValues: { ':to': to, ':epoch': epoch, ':abandoned': now - acceptMs },
      }),
    ),
  );
  if (removed) return true;
  const item = await getItem(table, Key);
  const offer = item && readTransferOffer(item);
  return offer?.to !== to || offer.epoch !== epoch;
}

/**
 * Marks the offer as being accepted. False when there is no such offer to this user any more. May be repeated.
 * @param now milliseconds since the epoch
 */
export function markTransferAccepted(
  { client, tableName }: Table,
  { cameraName, to, epoch }: Pick<TransferOffer, 'cameraName' | 'to' | 'epoch'>,
  now: number,
): Promise<boolean> {
  return tookPlace(
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: transferKey(cameraName),
        ConditionExpression: '#to = :to AND epoch = :epoch AND expiresAt > :seconds',
        UpdateExpression: 'SET acceptedAt = :now',
        ExpressionAttributeNames: { '#to': userAttribute },
        ExpressionAttributeValues: { ':to': to, ':epoch': epoch, ':seconds': now / 1000, ':now': now },
      }),
    ),
  );
}
