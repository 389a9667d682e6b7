// The set-up window: for how long a camera may be claimed by a code, after something that only who stands before it can do.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CameraRecord } from './camera-record.ts';
import { cameraKey, type Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';

export const setupSeconds = 600;

/** After its registration, its button, its factory reset. @param nowSeconds seconds since the epoch */
export const isSetupOpen = (
  { setupUntil = 0, registeredAt = 0 }: Pick<CameraRecord, 'setupUntil' | 'registeredAt'>,
  nowSeconds: number,
): boolean => nowSeconds < Math.max(setupUntil, registeredAt + setupSeconds);

export interface Press {
  readonly cameraName: string;
  /** Of the camera that was pressed: it must still be its certificate. */
  readonly certificateId: string;
  readonly requestId: string;
  /** Seconds since the epoch. */
  readonly at: number;
}

/** False when this press has opened it before, or a later one has, or the camera has another certificate by now. */
export function openSetup(
  { client, tableName }: Table,
  { cameraName, certificateId, requestId, at }: Press,
): Promise<boolean> {
  return tookPlace(
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: cameraKey(cameraName),
        ConditionExpression:
          'certificateId = :certificateId AND (attribute_not_exists(setupRequest) OR setupRequest <> :requestId)' +
          ' AND (attribute_not_exists(setupUntil) OR setupUntil < :until)',
        UpdateExpression: 'SET setupUntil = :until, setupRequest = :requestId',
        ExpressionAttributeValues: {
          ':certificateId': certificateId,
          ':requestId': requestId,
          ':until': at + setupSeconds,
        },
      }),
    ),
  );
}
