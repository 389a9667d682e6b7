// How the one table is keyed.
import type { DocumentClient } from './document-client.ts';

/** An item as the document client gives it. */
export type Item = Readonly<Record<string, unknown>>;
export type ItemKey = { readonly pk: string; readonly sk: string };

/** Where items are. */
export interface Table {
  readonly client: DocumentClient;
  readonly tableName: string;
}

/** The sort keys of which a partition has one at most. */
export const sortKeys = {
  camera: 'camera',
  transfer: 'transfer',
  presence: 'presence',
  tombstone: 'tombstone',
  manifest: 'manifest',
  bucket: 'bucket',
  pairing: 'pairing',
} as const;
/** A camera's shares are those whose sort key begins with it, in the order of the users' addresses. */
export const sharePrefix = 'share#';

const cameraPartition = (cameraName: string): string => `camera#${cameraName}`;

/** Owner, epoch, certificate, channel and endpoints of a camera. */
export const cameraKey = (cameraName: string): ItemKey => ({ pk: cameraPartition(cameraName), sk: sortKeys.camera });
/** A user's right to view a camera of somebody else. */
export const shareKey = (cameraName: string, userId: string): ItemKey => ({
  pk: cameraPartition(cameraName),
  sk: `${sharePrefix}${userId}`,
});
/** An offer to hand the camera over; a camera has one at most. */
export const transferKey = (cameraName: string): ItemKey => ({
  pk: cameraPartition(cameraName),
  sk: sortKeys.transfer,
});
/** Whether the camera is connected: an item of its own, so that a storm of reconnections rewrites no record and no index. */
export const presenceKey = (cameraName: string): ItemKey => ({
  pk: cameraPartition(cameraName),
  sk: sortKeys.presence,
});
/** What is remembered of the last camera that had the name. */
export const tombstoneKey = (cameraName: string): ItemKey => ({
  pk: cameraPartition(cameraName),
  sk: sortKeys.tombstone,
});
/** What the maker says about a serial number: it exists, and which camera it is. */
export const manifestKey = (serialNumber: string): ItemKey => ({ pk: `serial#${serialNumber}`, sk: sortKeys.manifest });
/** How much of a limit its subject has used: a user, a camera, or a serial number. */
export const bucketKey = (kind: string, subject: string): ItemKey => ({
  pk: `limit#${kind}#${subject}`,
  sk: sortKeys.bucket,
});

/** Of a user who waits to become a camera's owner. */
export const pairingKey = (tokenHash: string): ItemKey => ({ pk: `pairing#${tokenHash}`, sk: sortKeys.pairing });

/** Everything that makes a user something to a camera: records, shares and offers of transfer, by user and then by camera. */
export const camerasByUser = 'CamerasByUser';
/** What this index is keyed by: the owner in a record, the viewer in a share, the recipient in an offer. */
export const userAttribute = 'userId';
