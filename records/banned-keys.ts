// Everything that is banned, as sets: for whoever compares many certificates with it.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { readBanKey } from './certificate-ban.ts';
import type { Table } from './camera-table.ts';
import { issuerAndSerialText } from './issued-certificate.ts';
import { readPages } from './read-pages.ts';

export interface BannedKeys {
  readonly certificateIds: ReadonlySet<string>;
  /** As the records of cameras have them. */
  readonly issuerAndSerials: ReadonlySet<string>;
}

/** Reads the whole table; an item's key says what is banned, whatever else it has. Rejects with the SDK's error. */
export async function readBannedKeys({ client, tableName }: Table): Promise<BannedKeys> {
  const items = await readPages((ExclusiveStartKey) =>
    client.send(
      new ScanCommand({
        TableName: tableName,
        ExclusiveStartKey,
        ConsistentRead: true,
        ProjectionExpression: 'pk, sk',
      }),
    ),
  );
  const [certificateIds, issuerAndSerials] = [new Set<string>(), new Set<string>()];
  for (const banned of items.map(readBanKey)) {
    if (banned === undefined) continue;
    if ('certificateId' in banned) certificateIds.add(banned.certificateId);
    else issuerAndSerials.add(issuerAndSerialText(banned));
  }
  return { certificateIds, issuerAndSerials };
}
