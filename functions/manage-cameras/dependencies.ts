// What the operations on cameras work with.
import type { Claiming } from '../../api/claiming.ts';
import type { ExecutionStarter } from '../../executions/execution-starter.ts';
import type { Table } from '../../records/camera-table.ts';
import type { Log } from '../shared/log.ts';
import type { AnnounceChange } from '../../events/announce-change.ts';

export interface ManageCamerasDependencies extends Table {
  readonly claiming: Claiming;
  /** Executions of RotateChannel. */
  readonly rotations: ExecutionStarter;
  readonly announce: AnnounceChange;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}
