// The cameras, from the camera table: registered ones, and those that the manifest expects. One scan serves everybody for a while.
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { readCameraRecordLeniently, type LenientCameraRecord } from '../../../records/camera-record.ts';
import { cameraKey, sharePrefix, sortKeys, type Item, type Table } from '../../../records/camera-table.ts';
import { readManifestEntryLeniently } from '../../../records/manifest-entry.ts';
import { readPresenceLeniently } from '../../../records/presence.ts';
import { readPages } from '../../../records/read-pages.ts';
import type { CameraRow, Fleet } from '../../api/cameras.ts';
import type { Subject } from '../executions/known-executions.ts';

export interface FleetReader {
  read(): Promise<Fleet>;
  /** One camera as it is now; as the last scan has it while it isn't registered. Undefined when there is none. */
  readOne(cameraName: string): Promise<CameraRow | undefined>;
  /** By the last scan; undefined when that doesn't know the certificate. */
  readonly subjectOf: (certificateId: string) => Subject | undefined;
}

const shortestFreshMs = 5000;
// A scan is paid by the table's size, and so is the time it takes: at most a twentieth of the time goes into scanning.
const freshPerScanTime = 20;

export function openFleet({ client, tableName }: Table, now: () => number): FleetReader {
  let last: Fleet | undefined;
  let reading: Promise<Fleet> | undefined;
  let subjects = new Map<string, Subject>();

  const scan = async (): Promise<Fleet> => {
    const startedAt = now();
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
    const readAt = now();
    const freshForMs = Math.max(shortestFreshMs, freshPerScanTime * (readAt - startedAt));
    last = { cameras: camerasOf(items), readAt, freshForMs };
    subjects = new Map(
      last.cameras.flatMap(({ certificateId, cameraName, serialNumber }) =>
        certificateId === undefined ? [] : [[certificateId, { cameraName, serialNumber }]],
      ),
    );
    return last;
  };
  const read = async (): Promise<Fleet> => {
    if (last && now() - last.readAt < last.freshForMs) return last;
    return (reading ??= scan().finally(() => (reading = undefined)));
  };
  return {
    read,
    async readOne(cameraName) {
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
      const known = items.some(({ sk }) => sk === sortKeys.camera) ? camerasOf(items) : (await read()).cameras;
      return known.find((camera) => camera.cameraName === cameraName);
    },
    subjectOf: (certificateId) => subjects.get(certificateId),
  };
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
