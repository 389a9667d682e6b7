// One line in the log and one event for every change of who may what: who, what, which camera, to whom. Never a code.
import type { AnnounceChange } from '../../events/announce-change.ts';
import type { CameraOwnershipChanged } from '../../events/index.ts';
import { errorFields, type Log } from './log.ts';

/** The detail of CameraOwnershipChanged, but for the time. */
export type OwnershipChange = Omit<CameraOwnershipChanged, 'changedAt'>;

export interface AuditDependencies {
  readonly announce: AnnounceChange;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** Never rejects: the change has taken place. The log has it even where nobody else hears of it. */
export async function auditChange({ announce, now, log }: AuditDependencies, change: OwnershipChange): Promise<void> {
  log.info('ownership change', { ...change });
  try {
    await announce({ ...change, changedAt: new Date(now()).toISOString() });
  } catch (error) {
    log.error('ownership change not announced', { ...change, ...errorFields(error) });
  }
}
