// The fleet as people look at it: the cameras that are registered, and those that the manifest expects, a row each.
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { CameraRow } from './camera-row.ts';
import { readCameraRecordLeniently, type LenientCameraRecord } from './camera-record.ts';
import { cameraKey, sharePrefix, sortKeys, type Item, type Table } from './camera-table.ts';
import { readManifestEntryLeniently } from './manifest-entry.ts';
import { readPresenceLeniently } from './presence.ts';
import { readPages } from './read-pages.ts';

/** By name. Reads the whole table, page after page. Rejects with the SDK's error. */
export async function readFleet({ client, tableName }: Table): Promise<CameraRow[]> {
  const items = await readPages((ExclusiveStartKey) =>
    client.send(
      new ScanCommand({
        TableName: tableName,
        ExclusiveStartKey,
        // Buckets of limits and offers of transfer are of no interest here.
        FilterExpression: 'sk IN (:camera, :presence, :manifest) OR begins_with(sk, :share)',
        ExpressionAttributeValues: {
          ':camera': sortKeys.camera,
          ':presence': sortKeys.presence,
          ':manifest': sortKeys.manifest,
          ':share': sharePrefix,
        },
      }),
    ),
  );
  return camerasOf(items);
}

/** Undefined when no camera of the name is registered. Rejects with the SDK's error. */
export async function readCameraRow({ client, tableName }: Table, cameraName: string): Promise<CameraRow | undefined> {
  const items = await readPages((ExclusiveStartKey) =>
    client.send(
      new QueryCommand({
        TableName: tableName,
        ExclusiveStartKey,
        KeyConditionExpression: 'pk = :camera',
        ExpressionAttributeValues: { ':camera': cameraKey(cameraName).pk },
      }),
    ),
  );
  if (!items.some(({ sk }) => sk === sortKeys.camera)) return undefined;
  return camerasOf(items).find((camera) => camera.cameraName === cameraName);
}

/** Items of any order, together the cameras by name. A broken item shows as far as it can be read. */
export function camerasOf(items: readonly Item[]): CameraRow[] {
  const rows = new Map<string, { -readonly [K in keyof CameraRow]: CameraRow[K] }>();
  const rowOf = (cameraName: string) => {
    const row = rows.get(cameraName) ?? { cameraName, serialNumber: '', status: 'EXPECTED', online: false, shares: 0 };
    rows.set(cameraName, row);
    return row;
  };
  for (const item of items) {
    const [pk, sk] = [String(item['pk']), String(item['sk'])];
    const ofPartition = pk.replace(/^camera#/, '');
    if (sk === sortKeys.camera) {
      const record = readCameraRecordLeniently(item);
      Object.assign(rowOf(record.cameraName ?? ofPartition), rowOfRecord(record));
    } else if (sk === sortKeys.presence) {
      Object.assign(rowOf(ofPartition), readPresenceLeniently(item));
    } else if (sk.startsWith(sharePrefix)) {
      rowOf(ofPartition).shares++;
    } else if (sk === sortKeys.manifest) {
      const { cameraName, serialNumber, owner, displayName } = readManifestEntryLeniently(item);
      const row = rowOf(cameraName ?? pk);
      row.serialNumber ||= serialNumber ?? '';
      if (row.status === 'EXPECTED') Object.assign(row, defined({ owner, displayName }));
    }
  }
  // What is left of a camera that was retired isn't one.
  const cameras = [...rows.values()].filter(({ serialNumber }) => serialNumber !== '');
  return cameras.sort((a, b) => a.cameraName.localeCompare(b.cameraName));
}

function rowOfRecord(record: LenientCameraRecord): Partial<CameraRow> {
  const { serialNumber, certificateId, registeredBy, registeredAt, certificateExpiresAt } = record;
  return {
    // What the manifest says of an owner counts until the camera is registered, and no longer.
    owner: record.owner,
    displayName: record.displayName,
    ...defined({
      serialNumber,
      certificateId,
      registeredBy,
      registeredAt: milliseconds(registeredAt),
      certificateExpiresAt: milliseconds(certificateExpiresAt),
    }),
    status: record.status ?? 'ACTIVE',
  };
}

const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);

function defined<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
