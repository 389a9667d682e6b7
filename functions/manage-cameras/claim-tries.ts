// How often a user tried to claim a serial number in vain: five times, and they may not for a while. Nobody else is locked out.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getBucket } from '../../records/bucket.ts';
import { bucketKey } from '../../records/camera-table.ts';
import { tookPlace } from '../../records/conditional-write.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

export const wrongTriesUntilLocked = 5;
export const lockSeconds = 15 * 60;
const forgottenAfterSeconds = 24 * 60 * 60;

/**
 * Kept per user and serial number that they asked for, in an item of its own, whether or not the manifest has it:
 * so the lock doesn't tell which serial numbers exist, and a stranger's tries never touch the manifest.
 */
export class ClaimTries {
  private readonly dependencies: ManageCamerasDependencies;
  private readonly key;

  constructor(dependencies: ManageCamerasDependencies, serialNumber: string, userId: string) {
    this.dependencies = dependencies;
    this.key = bucketKey('claim-tries', `${serialNumber}#${userId}`);
  }

  /** Whole seconds until this user may claim it again; undefined when they may now. */
  async lockedForSeconds(): Promise<number | undefined> {
    const { claimLockedUntil = 0 } = await getBucket(this.dependencies, this.key);
    const left = Math.ceil(claimLockedUntil - this.dependencies.now() / 1000);
    return left > 0 ? left : undefined;
  }

  /** One of the three writes takes place, or the lock has been set meanwhile. */
  async countTry(): Promise<void> {
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
