// A share: a user's right to view a camera of somebody else, given in one epoch of the camera.
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cameraKey, shareKey, sharePrefix, userAttribute, type Item, type Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';
import {
  attributesOf,
  named,
  number,
  optional,
  readLeniently,
  readStrictly,
  text,
  type FieldsOf,
  type ItemOf,
  type Lenient,
} from './item-shape.ts';
import { readPages } from './read-pages.ts';

const shareShape = {
  cameraName: text,
  userId: named(userAttribute, text),
  /** `VIEWER`: with anything else it gives no right. */
  role: optional(text),
  /** Of the camera: in any other the share is dead. */
  epoch: number,
  /** Seconds since the epoch; absent: without an end. */
  expiresAt: optional(number),
};

export type ShareRecord = ItemOf<typeof shareShape>;

/** @throws MalformedItemError */
export const readShareRecord = (item: Item): ShareRecord => readStrictly(shareShape, item);

/** What can't be read is absent. */
export const readShareRecordLeniently = (item: Item): Lenient<ShareRecord> => readLeniently(shareShape, item);

/** Of the camera, dead ones too, in the order of the users' addresses. @throws MalformedItemError, or the SDK's error */
export async function readShares({ client, tableName }: Table, cameraName: string): Promise<ShareRecord[]> {
  const items = await readPages((ExclusiveStartKey) =>
    client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :camera AND begins_with(sk, :share)',
        ExpressionAttributeValues: { ':camera': cameraKey(cameraName).pk, ':share': sharePrefix },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    ),
  );
  return items.map(readShareRecord);
}

// A share of a later epoch is the next owner's.
const ofNoLaterEpoch = (epoch: number) => ({
  ConditionExpression: 'attribute_not_exists(pk) OR epoch <= :epoch',
  ExpressionAttributeValues: { ':epoch': epoch },
});

/** Replaces the user's share of the camera. False, and nothing is changed, when that is one of a later epoch. */
export function writeShare(
  { client, tableName }: Table,
  share: Omit<FieldsOf<typeof shareShape>, 'role'>,
): Promise<boolean> {
  return tookPlace(
    client.send(
      new PutCommand({
        TableName: tableName,
        Item: {
          ...shareKey(share.cameraName, share.userId),
          ...attributesOf(shareShape, { ...share, role: 'VIEWER' }),
        },
        ...ofNoLaterEpoch(share.epoch),
      }),
    ),
  );
}

/** True when it is gone, or wasn't there; false when it is one of a later epoch. */
export function removeShare(
  { client, tableName }: Table,
  { cameraName, userId, epoch }: Pick<ShareRecord, 'cameraName' | 'userId' | 'epoch'>,
): Promise<boolean> {
  const Key = shareKey(cameraName, userId);
  return tookPlace(client.send(new DeleteCommand({ TableName: tableName, Key, ...ofNoLaterEpoch(epoch) })));
}
