// Certificates that nobody takes any more, in a table of their own: the stack reads it, and only people write it.
import { DeleteCommand, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, ItemKey, Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';
import { getItem } from './get-item.ts';
import type { IssuerAndSerial } from './issued-certificate.ts';
import {
  attributesOf,
  number,
  optional,
  readLeniently,
  text,
  type FieldsOf,
  type Lenient,
  type ItemOf,
} from './item-shape.ts';
import { readPages } from './read-pages.ts';

/** AWS IoT's id is the certificate's fingerprint; a CA knows its certificates by number. */
export type Banned = { readonly certificateId: string } | IssuerAndSerial;

const banShape = {
  certificateId: optional(text),
  issuerKey: optional(text),
  x509SerialNumber: optional(text),
  /** For people. */
  issuerName: optional(text),
  /** Seconds since the epoch. */
  bannedAt: number,
  /** ARN of an AWS identity. */
  bannedBy: text,
  reason: optional(text),
};

export type CertificateBan = Lenient<ItemOf<typeof banShape>>;

/** What is written of each. */
export type BanWords = Pick<FieldsOf<typeof banShape>, 'issuerName' | 'bannedAt' | 'bannedBy' | 'reason'>;

const serialPrefix = 'serial#';

export function banKey(banned: Banned): ItemKey {
  return 'certificateId' in banned
    ? { pk: `certificate#${banned.certificateId}`, sk: 'ban' }
    : { pk: `issuer#${banned.issuerKey}`, sk: `${serialPrefix}${banned.x509SerialNumber}` };
}

/** Undefined for the key of something else. */
export function readBanKey({ pk, sk }: Item): Banned | undefined {
  const [, certificateId] = /^certificate#([0-9a-f]{64})$/.exec(String(pk)) ?? [];
  if (certificateId !== undefined) return { certificateId };
  const [, issuerKey] = /^issuer#([0-9a-f]{64})$/.exec(String(pk)) ?? [];
  const [, x509SerialNumber] = /^serial#(-?[0-9a-f]+)$/.exec(String(sk)) ?? [];
  return issuerKey === undefined || x509SerialNumber === undefined ? undefined : { issuerKey, x509SerialNumber };
}

export const banItem = (banned: Banned, words: BanWords): Item => ({
  ...banKey(banned),
  ...attributesOf(banShape, { ...words, ...banned }),
});

/** What can't be read is absent: an item is a ban whatever it says. */
export const readBan = (item: Item): CertificateBan => readLeniently(banShape, item);

/** As it is now. Rejects with the SDK's error. */
export async function getBan(bans: Table, banned: Banned): Promise<CertificateBan | undefined> {
  const item = await getItem(bans, banKey(banned));
  return item && readBan(item);
}

/** False when it is banned already: who did it first, and why, stays. */
export function writeBan({ client, tableName }: Table, banned: Banned, words: BanWords): Promise<boolean> {
  const put = { TableName: tableName, Item: banItem(banned, words), ConditionExpression: 'attribute_not_exists(pk)' };
  return tookPlace(client.send(new PutCommand(put)));
}

/** False when there was none. */
export async function removeBan({ client, tableName }: Table, banned: Banned): Promise<boolean> {
  const remove = { TableName: tableName, Key: banKey(banned), ReturnValues: 'ALL_OLD' as const };
  return (await client.send(new DeleteCommand(remove))).Attributes !== undefined;
}

/** X.509 serial numbers of that CA which are banned. Rejects with the SDK's error. */
export async function bannedNumbersOf({ client, tableName }: Table, issuerKey: string): Promise<Set<string>> {
  const { pk } = banKey({ issuerKey, x509SerialNumber: '' });
  const items = await readPages((ExclusiveStartKey) =>
    client.send(
      new QueryCommand({
        TableName: tableName,
        ExclusiveStartKey,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :issuer',
        ExpressionAttributeValues: { ':issuer': pk },
      }),
    ),
  );
  return new Set(items.map((item) => String(item['sk']).slice(serialPrefix.length)));
}

/** All of them, in no order. Rejects with the SDK's error. */
export async function listBans({ client, tableName }: Table): Promise<CertificateBan[]> {
  const items = await readPages((ExclusiveStartKey) =>
    client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey, ConsistentRead: true })),
  );
  return items.map(readBan);
}
