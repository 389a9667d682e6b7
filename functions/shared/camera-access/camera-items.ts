// What the table says about a camera and one user: the items as they lie there, and what they say.
import { readCameraRecord, type CameraRecord } from '../../../records/camera-record.ts';
import type { Item } from '../../../records/camera-table.ts';
import { presenceOf, type Presence } from '../../../records/presence.ts';
import { readShareRecord, type ShareRecord } from '../../../records/share-record.ts';
import { readTransferOffer, type TransferOffer } from '../../../records/transfer-offer.ts';

export interface CameraItems {
  readonly camera: Item | undefined;
  readonly share: Item | undefined;
  /** The offer to hand the camera over, whoever it is made to. */
  readonly transfer: Item | undefined;
  readonly presence: Item | undefined;
}

export interface CameraAndUser {
  readonly camera: CameraRecord | undefined;
  readonly share: ShareRecord | undefined;
  readonly transfer: TransferOffer | undefined;
  readonly presence: Presence;
}

/** Apart from reading the table, so that of many cameras a broken one is its own trouble. @throws MalformedItemError */
export function cameraAndUser({ camera, share, transfer, presence }: CameraItems): CameraAndUser {
  return {
    camera: camera && readCameraRecord(camera),
    share: share && readShareRecord(share),
    transfer: transfer && readTransferOffer(transfer),
    presence: presenceOf(presence),
  };
}
