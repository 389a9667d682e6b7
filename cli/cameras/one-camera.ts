// All that the tables know of one camera.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cameraHistoryPartition, readCameraEvent, type CameraEvent } from '../../records/camera-history.ts';
import { getCameraRecordLeniently, type LenientCameraRecord } from '../../records/camera-record.ts';
import { presenceKey, transferKey, type Table } from '../../records/camera-table.ts';
import { getItem } from '../../records/get-item.ts';
import {
  findEntryOfCamera,
  getManifestEntryLeniently,
  type LenientManifestEntry,
} from '../../records/manifest-entry.ts';
import { readPresenceLeniently, type Presence } from '../../records/presence.ts';
import { readShares, type ShareRecord } from '../../records/share-record.ts';
import { readTransferOffer, type TransferOffer } from '../../records/transfer-offer.ts';
import { RefusedError } from '../failures.ts';

export interface OneCamera {
  readonly cameraName: string;
  /** Absent: it has not registered. */
  readonly camera?: Omit<LenientCameraRecord, 'endpoints' | 'changedBy'>;
  readonly presence?: Presence;
  /** Those that count: of the present owner, and not ended. */
  readonly shares: readonly Pick<ShareRecord, 'userId' | 'expiresAt'>[];
  readonly transfer?: Pick<TransferOffer, 'to' | 'expiresAt'>;
  /** Without the hash of its claim code. */
  readonly manifest?: Pick<LenientManifestEntry, 'serialNumber' | 'cameraName' | 'owner' | 'displayName'> & {
    readonly hasClaimCode: boolean;
  };
  /** Newest first. */
  readonly events: readonly CameraEvent[];
}

/** @throws RefusedError when neither a record nor the manifest has the name */
export async function readOneCamera({
  cameras,
  historyTableName,
  cameraName,
  newestEvents,
}: {
  readonly cameras: Table;
  readonly historyTableName: string | undefined;
  readonly cameraName: string;
  /** How many are read. */
  readonly newestEvents: number;
}): Promise<OneCamera> {
  const record = await getCameraRecordLeniently(cameras, cameraName);
  const serialNumber = record?.serialNumber;
  const [entry, presence, shares, transfer, events] = await Promise.all([
    serialNumber === undefined
      ? findEntryOfCamera(cameras, cameraName)
      : getManifestEntryLeniently(cameras, serialNumber),
    getItem(cameras, presenceKey(cameraName)),
    readShares(cameras, cameraName),
    getItem(cameras, transferKey(cameraName)),
    historyTableName === undefined
      ? []
      : readEvents({ ...cameras, tableName: historyTableName }, cameraName, newestEvents),
  ]);
  if (!record && !entry) {
    throw new RefusedError(
      `There is no camera ${cameraName}, and the manifest expects none. lensgate cameras list shows those that there are.`,
    );
  }
  const nowSeconds = Date.now() / 1000;
  const counts = (given: { readonly epoch: number; readonly expiresAt?: number }): boolean =>
    record?.epoch === given.epoch && (given.expiresAt ?? Infinity) > nowSeconds;
  const offer = transfer && readTransferOffer(transfer);
  const { endpoints: _endpoints, changedBy: _changedBy, ...camera } = record ?? {};
  return {
    cameraName,
    ...(record && { camera }),
    ...(presence && { presence: readPresenceLeniently(presence) }),
    shares: shares.filter(counts).map(({ userId, expiresAt }) => ({ userId, ...(expiresAt && { expiresAt }) })),
    ...(offer &&
      counts(offer) && { transfer: { to: offer.to, ...(offer.expiresAt && { expiresAt: offer.expiresAt }) } }),
    ...(entry && { manifest: withoutCode(entry) }),
    events,
  };
}

function withoutCode({
  claimCodeHash,
  claimCodeSalt: _,
  claimEpoch: __,
  ...entry
}: LenientManifestEntry): NonNullable<OneCamera['manifest']> {
  return { ...entry, hasClaimCode: claimCodeHash !== undefined };
}

async function readEvents({ client, tableName }: Table, cameraName: string, Limit: number): Promise<CameraEvent[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :camera',
      ExpressionAttributeValues: { ':camera': cameraHistoryPartition(cameraName) },
      ScanIndexForward: false,
      Limit,
    }),
  );
  return Items.map(readCameraEvent).filter((event) => event !== undefined);
}
