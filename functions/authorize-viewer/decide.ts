// May this user view this camera now? Pure: the whole rule stands here.
import { number, optionalNumber, optionalText, type Item } from '../camera-table.ts';

export interface Decision {
  readonly allowed: boolean;
  /** For the audit line. The caller never learns it. */
  readonly reason:
    | 'owner'
    | 'share'
    | 'no-such-camera'
    | 'camera-not-active'
    | 'not-shared'
    | 'share-of-an-older-epoch'
    | 'share-expired'
    | 'share-without-role';
}

/**
 * The owner may; so may whoever holds a share that was given in the camera's present epoch, has not expired and has the role VIEWER.
 * Everybody else may not. A transfer or factory reset bumps the epoch, and every older share is dead.
 * @param nowSeconds seconds since the epoch; a share is dead at `expiresAt`
 * @throws MalformedItemError when a record lacks what decides
 */
export function decide(
  camera: Item | undefined,
  share: Item | undefined,
  userId: string,
  nowSeconds: number,
): Decision {
  if (!camera) return deny('no-such-camera');
  if (optionalText(camera, 'status') !== 'ACTIVE') return deny('camera-not-active');
  if (optionalText(camera, 'userId') === userId && optionalText(camera, 'role') === 'OWNER') return allow('owner');
  if (!share || optionalText(share, 'userId') !== userId) return deny('not-shared');
  if (optionalText(share, 'role') !== 'VIEWER') return deny('share-without-role');
  if (number(share, 'epoch') !== number(camera, 'epoch')) return deny('share-of-an-older-epoch');
  if ((optionalNumber(share, 'expiresAt') ?? Infinity) <= nowSeconds) return deny('share-expired');
  return allow('share');
}

const allow = (reason: Decision['reason']): Decision => ({ allowed: true, reason });
const deny = (reason: Decision['reason']): Decision => ({ allowed: false, reason });
