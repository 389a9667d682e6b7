// Who may fetch a camera's endpoints: one at a time. The lease is a time on the camera's record, so that nobody has to give it back.
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EndpointRefreshRequest } from '../events/index.ts';
import type { CameraRecord } from './camera-record.ts';
import { cameraKey, type Table } from './camera-table.ts';
import { tookPlace } from './conditional-write.ts';

// Longer than RefreshEndpoints may run.
const leaseSeconds = 60;

export interface EndpointsLease {
  /** False when the record has another channel or lease by now. */
  write(endpoints: CameraRecord['endpoints']): Promise<boolean>;
}

/**
 * Undefined when there is nothing to do: somebody is at it, the endpoints are newer than those that were seen, or the camera
 * has another channel, is getting one, or is gone.
 */
export async function takeEndpointsLease(
  { client, tableName }: Table,
  { cameraName, channelArn, seenEndpointsAt }: EndpointRefreshRequest,
  nowSeconds: number,
): Promise<EndpointsLease | undefined> {
  const until = nowSeconds + leaseSeconds;
  const taken = await update({
    UpdateExpression: 'SET endpointsLeaseUntil = :until',
    ConditionExpression:
      'channelArn = :channelArn AND #status = :active AND (attribute_not_exists(endpointsLeaseUntil) OR endpointsLeaseUntil <= :now)' +
      ` AND ${seenEndpointsAt === undefined ? 'attribute_not_exists(endpointsAt)' : 'endpointsAt = :seen'}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':channelArn': channelArn,
      ':active': 'ACTIVE',
      ':until': until,
      ':now': nowSeconds,
      ':seen': seenEndpointsAt,
    },
  });
  if (!taken) return undefined;

  return {
    write: (endpoints) =>
      update({
        UpdateExpression: 'SET endpoints = :endpoints, endpointsAt = :now REMOVE endpointsLeaseUntil',
        ConditionExpression: 'channelArn = :channelArn AND endpointsLeaseUntil = :until',
        ExpressionAttributeValues: {
          ':channelArn': channelArn,
          ':until': until,
          ':endpoints': endpoints,
          ':now': nowSeconds,
        },
      }),
  };

  /** False when the condition doesn't hold. */
  function update(input: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> {
    return tookPlace(client.send(new UpdateCommand({ TableName: tableName, Key: cameraKey(cameraName), ...input })));
  }
}
