// How often somebody tried to claim a serial number with a wrong code: five times, and nobody may for a while.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getBucket } from '../../records/bucket.ts';
import { bucketKey } from '../../records/camera-table.ts';
import { tookPlace } from '../../records/conditional-write.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

export const wrongTriesUntilLocked = 5;
export const lockSeconds = 15 * 60;
const forgottenAfterSeconds = 24 * 60 * 60;

/**
 * Kept per serial number that was asked for, in an item of its own, whether or not the manifest has it:
 * so the lock doesn't tell which serial numbers exist, and a stranger's tries never touch the manifest.
 */
export class ClaimTries {
  private readonly dependencies: ManageCamerasDependencies;
  private readonly key;

  constructor(dependencies: ManageCamerasDependencies, serialNumber: string) {
    this.dependencies = dependencies;
    this.key = bucketKey('claim-tries', serialNumber);
  }

  /** Whole seconds until claiming is possible again; undefined when it is now. */
  async lockedForSeconds(): Promise<number | undefined> {
    const { claimLockedUntil = 0 } = await getBucket(this.dependencies, this.key);
    const left = Math.ceil(claimLockedUntil - this.dependencies.now() / 1000);
    return left > 0 ? left : undefined;
  }

  /** One of the three writes takes place, or the lock has been set meanwhile. */
  async countWrongTry(): Promise<void> {
    const now = Math.floor(this.dependencies.now() / 1000);
    const values = { ':one': 1, ':end': now + forgottenAfterSeconds };
    const started = await this.update(
      'SET claimFailures = :one, expiresAt = :end REMOVE claimLockedUntil',
      'attribute_not_exists(pk) OR expiresAt <= :now OR claimLockedUntil <= :now',
      { ...values, ':now': now },
    );
    if (started) return;
    const counted = await this.update(
      'SET claimFailures = claimFailures + :one, expiresAt = :end',
      'claimFailures < :last',
      { ...values, ':last': wrongTriesUntilLocked - 1 },
    );
    if (counted) return;
    await this.update(
      'SET claimFailures = claimFailures + :one, expiresAt = :end, claimLockedUntil = :until',
      'attribute_not_exists(claimLockedUntil)',
      { ...values, ':until': now + lockSeconds },
    );
  }

  private update(
    UpdateExpression: string,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, number>,
  ): Promise<boolean> {
    const { client, tableName: TableName } = this.dependencies;
    const update = { TableName, Key: this.key, UpdateExpression, ConditionExpression, ExpressionAttributeValues };
    return tookPlace(client.send(new UpdateCommand(update)));
  }
}
