// The cameras, from the camera table: registered ones, and those that the manifest expects. One scan serves everybody for a while.
import { QueryCommand, ScanCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { cameraKey, optionalNumber, optionalText, type Item } from '../../../records/camera-table.ts';
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

export function openFleet(dynamoDb: Pick<DynamoDBClient, 'send'>, TableName: string, now: () => number): FleetReader {
  let last: Fleet | undefined;
  let reading: Promise<Fleet> | undefined;
  let subjects = new Map<string, Subject>();

  const scan = async (): Promise<Fleet> => {
    const startedAt = now();
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await dynamoDb.send(
        new ScanCommand({
          TableName,
          ExclusiveStartKey,
          // Buckets of limits and offers of transfer are of no interest here.
          FilterExpression: 'sk IN (:camera, :presence, :manifest) OR begins_with(sk, :share)',
          ExpressionAttributeValues: {
            ':camera': { S: 'camera' },
            ':presence': { S: 'presence' },
            ':manifest': { S: 'manifest' },
            ':share': { S: 'share#' },
          },
        }),
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
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
      const { pk } = cameraKey(cameraName);
      const items: Item[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await dynamoDb.send(
          new QueryCommand({
            TableName,
            ExclusiveStartKey,
            KeyConditionExpression: 'pk = :camera',
            ExpressionAttributeValues: { ':camera': pk },
          }),
        );
        items.push(...(page.Items ?? []));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      const known = items.some(({ sk }) => sk?.S === 'camera') ? camerasOf(items) : (await read()).cameras;
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
    const kind = item['sk']?.S ?? '';
    const cameraName = item['cameraName']?.S ?? item['pk']?.S?.replace(/^camera#/, '') ?? '';
    if (kind === 'camera') Object.assign(rowOf(cameraName), recordOf(item));
    else if (kind === 'presence') Object.assign(rowOf(cameraName), presenceOf(item));
    else if (kind.startsWith('share#')) rowOf(cameraName).shares++;
    else if (kind === 'manifest') {
      const row = rowOf(cameraName);
      row.serialNumber ||= item['serialNumber']?.S ?? '';
      if (row.status !== 'EXPECTED') continue;
      Object.assign(row, defined({ owner: item['ownerId']?.S, displayName: item['displayName']?.S }));
    }
  }
  // What is left of a camera that was retired isn't one.
  const cameras = [...rows.values()].filter(({ serialNumber }) => serialNumber !== '');
  return cameras.sort((a, b) => a.cameraName.localeCompare(b.cameraName));
}

function recordOf(item: Item): Partial<CameraRow> {
  const [registeredAt, certificateExpiresAt] = ['registeredAt', 'certificateExpiresAt'].map((name) => {
    const seconds = lenient(() => optionalNumber(item, name));
    return seconds === undefined ? undefined : seconds * 1000;
  });
  const owner = lenient(() => optionalText(item, 'userId'));
  return {
    // What the manifest says of an owner counts until the camera is registered, and no longer.
    owner,
    displayName: lenient(() => optionalText(item, 'displayName')),
    ...defined({
      serialNumber: lenient(() => optionalText(item, 'serialNumber')),
      certificateId: lenient(() => optionalText(item, 'certificateId')),
      registeredBy: lenient(() => optionalText(item, 'registeredBy')),
      registeredAt,
      certificateExpiresAt,
    }),
    status: lenient(() => optionalText(item, 'status')) ?? 'ACTIVE',
  };
}

function presenceOf(item: Item): Partial<CameraRow> {
  return {
    online: item['online']?.N === '1',
    ...defined({ lastSeenAt: lenient(() => optionalNumber(item, 'lastSeenAt')) }),
  };
}

function lenient<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function defined<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
