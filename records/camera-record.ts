// The camera record: whose the camera is, since when, and what viewer URLs are made of. All that reads one reads it here.
import { cameraKey, userAttribute, type Item, type Table } from './camera-table.ts';
import { getItem } from './get-item.ts';
import {
  map,
  named,
  number,
  optional,
  readLeniently,
  readStrictly,
  text,
  type ItemOf,
  type Lenient,
} from './item-shape.ts';

const cameraShape = {
  cameraName: text,
  serialNumber: text,
  certificateId: text,
  /** Of the certificate that it registered with (records/issued-certificate.ts). Absent after a renewal: AWS IoT itself signs then. */
  issuerAndSerial: optional(text),
  /** Of a renewal (statemachines/renew-certificate.asl.yaml): the certificate that may follow until then, in seconds since the epoch; 0: it was decided against. */
  nextCertificateId: optional(text),
  nextCertificateUntil: optional(number),
  nextCertificateExpiresAt: optional(number),
  /** The certificate that it registered with, once it has been renewed. Deleted, it would register the camera anew. */
  registeredWith: optional(text),
  /** Of a renewal: the one before, until it can do nothing any more. */
  formerCertificateId: optional(text),
  /** While it is `REPLACING`: of the camera that takes its place. */
  successorCertificateId: optional(text),
  /** Seconds since the epoch, as the three times that follow. Absent from records of an older release. */
  certificateExpiresAt: optional(number),
  registeredAt: optional(number),
  endpointsAt: optional(number),
  /** Until then somebody fetches new endpoints. */
  endpointsLeaseUntil: optional(number),
  /** The execution that registered it. */
  registeredBy: optional(text),
  /**
   * `ACTIVE`, `ROTATING` while its channel is made anew, `RETIRING` while it is retired, `UNDOING` while its registration is,
   * `REPLACING` while it is taken out of service for another one, `REGISTERING` until that one has registered; with anything else it
   * is as good as not there.
   */
  status: optional(text),
  /** Absent: nobody has claimed it. */
  owner: named(userAttribute, optional(text)),
  /** `OWNER` beside an owner. */
  role: optional(text),
  /** Since when, in seconds since the epoch; absent from an owner's record if they are it since the registration, or an older release made them. */
  ownedSince: optional(number),
  /** Grows by one with every change of owner: what was given in an older one is dead. */
  epoch: number,
  /** With which this life of the name began (records/epoch.ts); absent from records of an older release, which began with 1. */
  firstEpoch: optional(number),
  /** Until then the camera may be set up, by its button or its reset, in seconds since the epoch; and by which press. */
  setupUntil: optional(number),
  setupRequest: optional(text),
  /** The factory reset that was done last. */
  resetRequest: optional(text),
  /** The request that changed the owner last. */
  changedBy: optional(text),
  /** For people. */
  displayName: optional(text),
  channelArn: text,
  streamArn: optional(text),
  endpoints: map({ viewer: map({ wss: text, https: text }) }),
};

export type CameraRecord = ItemOf<typeof cameraShape>;

/** For all that decides. @throws MalformedItemError */
export const readCameraRecord = (item: Item): CameraRecord => readStrictly(cameraShape, item);

export type LenientCameraRecord = Lenient<CameraRecord>;

/** For screens that must show broken records: what can't be read is absent. */
export const readCameraRecordLeniently = (item: Item): LenientCameraRecord => readLeniently(cameraShape, item);

/** As it is now. @throws MalformedItemError, or the SDK's error */
export async function getCameraRecord(table: Table, cameraName: string): Promise<CameraRecord | undefined> {
  const item = await getItem(table, cameraKey(cameraName));
  return item && readCameraRecord(item);
}

/** As it is now, as far as it can be read. Rejects with the SDK's error. */
export async function getCameraRecordLeniently(
  table: Table,
  cameraName: string,
): Promise<LenientCameraRecord | undefined> {
  const item = await getItem(table, cameraKey(cameraName));
  return item && readCameraRecordLeniently(item);
}
