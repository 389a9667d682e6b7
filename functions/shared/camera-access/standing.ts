// What is this user to this camera now? Pure: the whole rule of who may stands here and in the table of operations.
import { roles, type Role } from '../../../api/roles.ts';
import type { CameraRecord } from '../../../records/camera-record.ts';
import type { ShareRecord } from '../../../records/share-record.ts';
import type { TransferOffer } from '../../../records/transfer-offer.ts';
import type { CameraAndUser } from './camera-items.ts';
import { isCameraStatus } from './camera-status.ts';

export interface User {
  readonly userId: string;
  readonly isAdmin: boolean;
}

export interface Standing {
  /** In the order of `roles`. */
  readonly roles: readonly Role[];
  /** Why there is none: for the audit line. The caller never learns it. */
  readonly reason:
    | 'no-such-camera'
    | 'camera-not-active'
    | 'not-shared'
    | 'share-of-an-older-epoch'
    | 'share-expired'
    | 'share-without-role'
    | 'role';
}

/**
 * Owner is whom the record names. A share counts if it was given in the camera's present epoch, has not expired and has the role VIEWER;
 * an offer to hand over likewise. A change of owner bumps the epoch, and every older share and offer is dead.
 * @param nowSeconds seconds since the epoch; shares and offers are dead at `expiresAt`
 */
export function standingOf(
  { camera, share, transfer }: Pick<CameraAndUser, 'camera' | 'share' | 'transfer'>,
  user: User,
  nowSeconds: number,
): Standing {
  if (!camera) return { roles: [], reason: 'no-such-camera' };
  if (!isCameraStatus(camera.status)) return { roles: [], reason: 'camera-not-active' };
  const refusalOfShare = refuseShare(camera, share, user, nowSeconds);
  const held: Readonly<Record<Role, boolean>> = {
    OWNER: camera.owner === user.userId && camera.role === 'OWNER',
    VIEWER: refusalOfShare === undefined,
    RECIPIENT: isOffered(camera, transfer, user, nowSeconds),
    ADMIN: user.isAdmin,
  };
  const holds = roles.filter((role) => held[role]);
  return { roles: holds, reason: holds.length > 0 ? 'role' : refusalOfShare! };
}

function refuseShare(
  camera: CameraRecord,
  share: ShareRecord | undefined,
  { userId }: User,
  nowSeconds: number,
): Standing['reason'] | undefined {
  if (share?.userId !== userId) return 'not-shared';
  if (share.role !== 'VIEWER') return 'share-without-role';
  if (share.epoch !== camera.epoch) return 'share-of-an-older-epoch';
  return hasEnded(share, nowSeconds) ? 'share-expired' : undefined;
}

function isOffered(
  camera: CameraRecord,
  transfer: TransferOffer | undefined,
  { userId }: User,
  nowSeconds: number,
): boolean {
  return transfer?.to === userId && transfer.epoch === camera.epoch && !hasEnded(transfer, nowSeconds);
}

const hasEnded = ({ expiresAt = Infinity }: { readonly expiresAt?: number }, nowSeconds: number): boolean =>
  expiresAt <= nowSeconds;
