// One line in the log and one event for every change of who may what: who, what, which camera, to whom. Never a code.
import type { CameraOwnershipChanged } from '../../events/index.ts';
import { errorFields } from '../shared/log.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

/** The detail of CameraOwnershipChanged, but for the time. */
export type OwnershipChange = Omit<CameraOwnershipChanged, 'changedAt'>;

/** Never rejects: the change has taken place. The log has it even where nobody else hears of it. */
export async function auditChange(
  { announce, now, log }: Pick<ManageCamerasDependencies, 'announce' | 'now' | 'log'>,
  change: OwnershipChange,
): Promise<void> {
  log.info('ownership change', { ...change });
  try {
    await announce({ ...change, changedAt: new Date(now()).toISOString() });
  } catch (error) {
    log.error('ownership change not announced', { ...change, ...errorFields(error) });
  }
}
