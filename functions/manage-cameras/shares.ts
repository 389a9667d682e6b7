// A camera's shares that are alive, as its owner sees them.
import { QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Share } from '../../api/payloads/index.ts';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { cameraKey, number, optionalNumber, text, type Item } from '../../records/camera-table.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { isoOfSeconds } from './times.ts';

/** @param expiresAt seconds since the epoch */
export const shareView = (userId: string, expiresAt: number | undefined): Share => ({
  userId,
  role: 'VIEWER',
  ...(expiresAt !== undefined && { expiresAt: isoOfSeconds(expiresAt) }),
});

/**
 * In the order of the users' addresses. What was given in another epoch, or has ended, is left out.
 * @throws MalformedItemError
 */
export async function liveShares(
  { client, tableName, now }: ManageCamerasDependencies,
  { cameraName, epoch }: AuthorizedCamera,
): Promise<Share[]> {
  const items: Item[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :camera AND begins_with(sk, :share)',
        ExpressionAttributeValues: { ':camera': cameraKey(cameraName).pk, ':share': { S: 'share#' } },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    items.push(...Items);
    from = LastEvaluatedKey;
  } while (from);
  return items
    .filter((item) => number(item, 'epoch') === epoch)
    .map((item) => shareView(text(item, 'userId'), optionalNumber(item, 'expiresAt')))
    .filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > now());
}
