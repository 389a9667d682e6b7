// One line in the log for every change of who may what: who, what, which camera, to whom. Never a code.
import type { Log } from '../log.ts';

export interface OwnershipChange {
  readonly change:
    | 'claimed'
    | 'released'
    | 'transfer-offered'
    | 'transfer-accepted'
    | 'transfer-cancelled'
    | 'shared'
    | 'share-revoked'
    | 'sessions-ended';
  /** Who did it. */
  readonly userId: string;
  readonly cameraName: string;
  /** Whom it concerns, if not the one who did it. */
  readonly to?: string;
  readonly from?: string;
  /** Epoch of the camera afterwards. */
  readonly epoch: number;
  readonly requestId: string;
}

export function auditChange(log: Log, change: OwnershipChange): void {
  log.info('ownership change', { ...change });
}
