// What the maker says about a serial number, and which code its camera is claimed with.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { CameraRecord } from './camera-record.ts';
import { manifestKey, sortKeys, type Item, type ItemKey, type Table } from './camera-table.ts';
import type { HashedClaimCode } from './claim-code.ts';
import { getItem } from './get-item.ts';
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

/** The owner's attribute. */
export const ownerAttribute = 'ownerId';

const entryShape = {
  serialNumber: text,
  cameraName: text,
  /** The first owner; absent: the camera waits to be claimed. */
  owner: named(ownerAttribute, optional(text)),
  /** For people. */
  displayName: optional(text),
  /** Of records/reprovision.ts; absent: as the stage's settings say. */
  reprovision: optional(text),
  /** The serial number of the hardware in whose place this one comes: it takes over that one's name, owner and shares. */
  replaces: optional(text),
  claimCodeHash: optional(text),
  claimCodeSalt: optional(text),
  /** The epoch of the camera that the code is good for; absent: the one in which it registers. */
  claimEpoch: optional(number),
};

export type ManifestEntry = ItemOf<typeof entryShape>;
export type LenientManifestEntry = Lenient<ManifestEntry>;

/** @throws MalformedItemError */
export const readManifestEntry = (item: Item): ManifestEntry => readStrictly(entryShape, item);

/** For screens that must show broken entries: what can't be read is absent. */
export const readManifestEntryLeniently = (item: Item): LenientManifestEntry => readLeniently(entryShape, item);

/** As it is now. @throws MalformedItemError, or the SDK's error */
export async function getManifestEntry(table: Table, serialNumber: string): Promise<ManifestEntry | undefined> {
  const item = await getItem(table, manifestKey(serialNumber));
  return item && readManifestEntry(item);
}

/** As it is now, as far as it can be read. Rejects with the SDK's error. */
export async function getManifestEntryLeniently(
  table: Table,
  serialNumber: string,
): Promise<LenientManifestEntry | undefined> {
  const item = await getItem(table, manifestKey(serialNumber));
  return item && readManifestEntryLeniently(item);
}

// No index leads from a camera's name to an entry, so this reads the table, though not more of it than ten pages of 1 MB.
const mostPages = 10;

/** Some entry that names the camera, as far as it can be read. Rejects with the SDK's error. */
export async function findEntryOfCamera(
  { client, tableName }: Table,
  cameraName: string,
): Promise<LenientManifestEntry | undefined> {
  let startKey: Item | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { Items, LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: tableName,
        ExclusiveStartKey: startKey,
        FilterExpression: 'sk = :manifest AND cameraName = :cameraName',
        ExpressionAttributeValues: { ':manifest': sortKeys.manifest, ':cameraName': cameraName },
      }),
    );
    if (Items?.[0]) return readManifestEntryLeniently(Items[0]);
    if (!LastEvaluatedKey) return undefined;
    startKey = LastEvaluatedKey;
  }
  return undefined;
}

/** The item, with its key. */
export const manifestItem = (entry: FieldsOf<typeof entryShape>): Item & ItemKey => ({
  ...manifestKey(entry.serialNumber),
  ...attributesOf(entryShape, entry),
});

/** What the camera is claimed with, if there is a code, and the epoch that it was made for. */
export function claimCodeOf({
  claimCodeHash,
  claimCodeSalt,
  claimEpoch,
}: Partial<ManifestEntry>): ClaimCode | undefined {
  if (claimCodeHash === undefined || claimCodeSalt === undefined) return undefined;
  return { claimCodeHash, claimCodeSalt, epoch: claimEpoch };
}

export interface ClaimCode extends HashedClaimCode {
  /** Undefined: that in which the camera registers. */
  readonly epoch: number | undefined;
}

/** A code is good for one epoch of its camera. */
export const isGoodFor = (code: ClaimCode, camera: Pick<CameraRecord, 'epoch' | 'firstEpoch'>): boolean =>
  camera.epoch === (code.epoch ?? camera.firstEpoch ?? 1);
