// A pairing: a user who waits for a camera to bring back the token that their app has given it. Only a hash of the token is kept.
import { createHash, randomBytes } from 'node:crypto';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CameraRecord } from './camera-record.ts';
import { pairingKey, type Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';
import { getItem } from './get-item.ts';
import { attributesOf, number, optional, readStrictly, text, type ItemOf } from './item-shape.ts';

export const pairingSeconds = 600;

const pairingShape = {
  /** Who becomes the owner. (`userId` would put it among the cameras of that user.) */
  requestedBy: text,
  /** Seconds since the epoch. */
  expiresAt: number,
  /** The certificate of the camera that has brought the token: no other may bring it after that. */
  broughtBy: optional(text),
  /** The camera's epoch then: once the camera has changed hands, the token makes nobody its owner any more. */
  broughtIn: optional(number),
};

export type Pairing = ItemOf<typeof pairingShape>;

/** 256 random bits, in base64url. */
export const makePairingToken = (): string => randomBytes(32).toString('base64url');

/** Of 256 bits nothing can be guessed: a plain hash is enough. */
export const hashPairingToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export async function writePairing(
  { client, tableName }: Table,
  tokenHash: string,
  pairing: Omit<Pairing, 'broughtBy' | 'broughtIn'>,
): Promise<void> {
  const Item = { ...pairingKey(tokenHash), ...attributesOf(pairingShape, pairing) };
  await client.send(new PutCommand({ TableName: tableName, Item }));
}

/**
 * Binds the token to the camera that brings it, by its certificate and its epoch, and says who asked for it. Undefined when there is
 * none, it is too old, or another camera has brought it. The same camera may bring it again; in which epoch it did so first, stays.
 * @throws MalformedItemError, or the SDK's error
 */
export async function bringPairing(
  table: Table,
  tokenHash: string,
  { certificateId, epoch }: Pick<CameraRecord, 'certificateId' | 'epoch'>,
  nowSeconds: number,
): Promise<Pairing | undefined> {
  const Key = pairingKey(tokenHash);
  const bound = await tookPlace(
    table.client.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key,
        ConditionExpression: 'expiresAt > :now AND (attribute_not_exists(broughtBy) OR broughtBy = :certificateId)',
        UpdateExpression: 'SET broughtBy = :certificateId, broughtIn = if_not_exists(broughtIn, :epoch)',
        ExpressionAttributeValues: { ':now': nowSeconds, ':certificateId': certificateId, ':epoch': epoch },
      }),
    ),
  );
  if (!bound) return undefined;
  const item = await getItem(table, Key);
  return item && readStrictly(pairingShape, item);
}
