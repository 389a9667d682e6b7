// The cameras, from the camera table: registered ones, and those that the manifest expects. One scan serves everybody for some seconds.
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { optionalNumber, optionalText, type Item } from '../../../functions/camera-table.ts';
import type { CameraRow, Fleet } from '../../api/cameras.ts';
import type { SdkConfig } from '../console-options.ts';
import type { Subject } from '../executions/executions-feed.ts';

export interface FleetReader {
  read(): Promise<Fleet>;
  /** By the last scan; undefined when that doesn't know the certificate. */
  readonly subjectOf: (certificateId: string) => Subject | undefined;
}

const goodForMs = 5000;

export function openFleet(config: SdkConfig, TableName: string, now: () => number): FleetReader {
  const dynamoDb = new DynamoDBClient(config);
  let last: Fleet | undefined;
  let reading: Promise<Fleet> | undefined;
  let subjects = new Map<string, Subject>();

  const scan = async (): Promise<Fleet> => {
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
    last = { cameras: camerasOf(items), readAt: now() };
    subjects = new Map(
      last.cameras.flatMap(({ certificateId, cameraName, serialNumber }) =>
        certificateId === undefined ? [] : [[certificateId, { cameraName, serialNumber }]],
      ),
    );
    return last;
  };
  return {
    async read() {
      if (last && now() - last.readAt < goodForMs) return last;
      return (reading ??= scan().finally(() => (reading = undefined)));
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
  const seconds = lenient(() => optionalNumber(item, 'registeredAt'));
  const owner = lenient(() => optionalText(item, 'userId'));
  return {
    // What the manifest says of an owner counts until the camera is registered, and no longer.
    owner,
    displayName: lenient(() => optionalText(item, 'displayName')),
    ...defined({
      serialNumber: lenient(() => optionalText(item, 'serialNumber')),
      certificateId: lenient(() => optionalText(item, 'certificateId')),
      registeredBy: lenient(() => optionalText(item, 'registeredBy')),
      registeredAt: seconds === undefined ? undefined : seconds * 1000,
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

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
