// What the operations on cameras work with.
import type { ExecutionStarter } from '../../executions/execution-starter.ts';
import type { Table } from '../../records/camera-table.ts';
import type { Log } from '../shared/log.ts';
import type { AnnounceChange } from '../../events/announce-change.ts';

export interface ManageCamerasDependencies extends Table {
  /** Executions of RotateChannel. */
  readonly rotations: ExecutionStarter;
  readonly announce: AnnounceChange;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}
