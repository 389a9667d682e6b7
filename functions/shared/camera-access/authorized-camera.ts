// A camera as the functions behind the authorizer know it: made from the table's items, and from nothing that the caller said.
import type { Role } from '../../../api/roles.ts';
import type { CameraRecord } from '../../../records/camera-record.ts';
import type { TransferOffer } from '../../../records/transfer-offer.ts';
import type { CameraAndUser } from './camera-items.ts';
import { isCameraStatus, type CameraStatus } from './camera-status.ts';
import { viewerChannel } from './viewer-channel.ts';

export interface AuthorizedCamera {
  readonly cameraName: string;
  /** What the caller is to it. */
  readonly role: Role;
  readonly epoch: number;
  readonly status: CameraStatus;
  readonly serialNumber: string;
  readonly displayName?: string;
  /** Absent: nobody has claimed it. */
  readonly owner?: string;
  /** Since when the owner is it; absent where nobody wrote it down. Seconds since the epoch, as the three times that follow. */
  readonly ownedSince?: number;
  readonly registeredAt?: number;
  readonly endpointsAt?: number;
  /** Of the caller's share. */
  readonly shareExpiresAt?: number;
  /** The offer to hand it over, for owner and recipient, if it is of this epoch; it may have ended. */
  readonly transfer?: Pick<TransferOffer, 'to' | 'expiresAt'>;
  readonly online: boolean;
  /** Milliseconds since the epoch; absent when it was never connected. */
  readonly lastSeenAt?: number;
  readonly channelArn: string;
  readonly region: string;
  /** WSS, for viewers. */
  readonly viewerEndpoint: string;
  readonly viewerHttpsEndpoint: string;
}

/** @throws MalformedChannelArnError */
export function authorizedCamera({ camera, share, transfer, presence }: CameraAndUser, role: Role): AuthorizedCamera {
  if (!camera || !isCameraStatus(camera.status)) throw new TypeError('There is no camera to authorize.');
  const { cameraName, epoch, status, serialNumber, displayName, owner, registeredAt, endpointsAt } = camera;
  const { channelArn, region, viewerEndpoint, viewerHttpsEndpoint } = viewerChannel(camera);
  return {
    cameraName,
    role,
    epoch,
    status,
    serialNumber,
    ...defined({
      displayName,
      owner,
      registeredAt,
      endpointsAt,
      shareExpiresAt: role === 'VIEWER' ? share?.expiresAt : undefined,
      ownedSince: ownedSinceOf(camera),
      transfer: seesTransfer(role) && transfer?.epoch === epoch ? offerOf(transfer) : undefined,
    }),
    ...presence,
    channelArn,
    region,
    viewerEndpoint,
    viewerHttpsEndpoint,
  };
}

const seesTransfer = (role: Role): boolean => role === 'OWNER' || role === 'RECIPIENT';

const offerOf = ({ to, expiresAt }: TransferOffer): AuthorizedCamera['transfer'] => ({ to, ...defined({ expiresAt }) });

/** Whoever was the owner from the registration on has no time of their own; every change of owner writes one. */
function ownedSinceOf({ owner, ownedSince, changedBy, registeredAt }: CameraRecord): number | undefined {
  if (owner === undefined) return undefined;
  return ownedSince ?? (changedBy === undefined ? registeredAt : undefined);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
