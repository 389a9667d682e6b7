// All entries of the manifest.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { sortKeys, type Table } from './camera-table.ts';
import { readManifestEntryLeniently, type LenientManifestEntry } from './manifest-entry.ts';
import { readPages } from './read-pages.ts';

/** By serial number, as far as each can be read. Reads the whole table, page after page. Rejects with the SDK's error. */
export async function readManifest({ client, tableName }: Table): Promise<LenientManifestEntry[]> {
  const items = await readPages((ExclusiveStartKey) =>
    client.send(
      new ScanCommand({
        TableName: tableName,
        ExclusiveStartKey,
        FilterExpression: 'sk = :manifest',
        ExpressionAttributeValues: { ':manifest': sortKeys.manifest },
      }),
    ),
  );
  return items
    .map(readManifestEntryLeniently)
    .sort((a, b) => (a.serialNumber ?? '').localeCompare(b.serialNumber ?? ''));
}
