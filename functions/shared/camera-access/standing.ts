// What is this user to this camera now? Pure: the whole rule of who may stands here and in the table of operations.
import { roles, type Role } from '../../../api/roles.ts';
import { number, optionalNumber, optionalText, type Item } from '../../../records/camera-table.ts';

/** What the table says about a camera and one user. */
export interface CameraItems {
  readonly camera: Item | undefined;
  readonly share: Item | undefined;
  /** The offer to hand the camera over, whoever it is made to. */
  readonly transfer: Item | undefined;
  readonly presence: Item | undefined;
}

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
 * @throws MalformedItemError when a record lacks what decides
 */
export function standingOf({ camera, share, transfer }: CameraItems, user: User, nowSeconds: number): Standing {
  if (!camera) return { roles: [], reason: 'no-such-camera' };
  if (!['ACTIVE', 'ROTATING'].includes(optionalText(camera, 'status') ?? '')) {
    return { roles: [], reason: 'camera-not-active' };
  }
  const refusalOfShare = refuseShare(camera, share, user, nowSeconds);
  const held: Readonly<Record<Role, boolean>> = {
    OWNER: optionalText(camera, 'userId') === user.userId && optionalText(camera, 'role') === 'OWNER',
    VIEWER: refusalOfShare === undefined,
    RECIPIENT: isOffered(camera, transfer, user, nowSeconds),
    ADMIN: user.isAdmin,
  };
  const holds = roles.filter((role) => held[role]);
  return { roles: holds, reason: holds.length > 0 ? 'role' : refusalOfShare! };
}

function refuseShare(
  camera: Item,
  share: Item | undefined,
  { userId }: User,
  nowSeconds: number,
): Standing['reason'] | undefined {
  if (!share || optionalText(share, 'userId') !== userId) return 'not-shared';
  if (optionalText(share, 'role') !== 'VIEWER') return 'share-without-role';
  if (number(share, 'epoch') !== number(camera, 'epoch')) return 'share-of-an-older-epoch';
  return hasEnded(share, nowSeconds) ? 'share-expired' : undefined;
}

function isOffered(camera: Item, transfer: Item | undefined, { userId }: User, nowSeconds: number): boolean {
  return (
    transfer !== undefined &&
    optionalText(transfer, 'userId') === userId &&
    number(transfer, 'epoch') === number(camera, 'epoch') &&
    !hasEnded(transfer, nowSeconds)
  );
}

const hasEnded = (item: Item, nowSeconds: number): boolean =>
  (optionalNumber(item, 'expiresAt') ?? Infinity) <= nowSeconds;
