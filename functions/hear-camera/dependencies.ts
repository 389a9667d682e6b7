// What hearing cameras works with.
import type { Claiming } from '../../api/claiming.ts';
import type { MessageToCamera, ToCamera } from '../../events/camera-topics.ts';
import type { ExecutionStarter } from '../../executions/execution-starter.ts';
import type { Table } from '../../records/camera-table.ts';
import type { AuditDependencies } from '../shared/audit-change.ts';

/** Rejects when TellCamera fails. */
export type Tell = <Kind extends ToCamera>(
  cameraName: string,
  kind: Kind,
  message: MessageToCamera<Kind>,
) => Promise<void>;

export interface HearCameraDependencies extends Table, AuditDependencies {
  /** The table of banned certificates. */
  readonly bans: Table;
  readonly claiming: Claiming;
  /** Executions of RotateChannel. */
  readonly rotations: ExecutionStarter;
  /** Executions of RenewCertificate. */
  readonly renewals: Pick<ExecutionStarter, 'start'>;
  /** False where streams are named after certificates. */
  readonly renewsCertificates: boolean;
  readonly tell: Tell;
}
