// What the operations on cameras work with.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ExecutionStarter } from '../../executions/execution-starter.ts';
import type { Log } from '../shared/log.ts';
import type { AnnounceChange } from './announce-change.ts';

export interface ManageCamerasDependencies {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
  /** Executions of RotateChannel. */
  readonly rotations: ExecutionStarter;
  readonly announce: AnnounceChange;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}
