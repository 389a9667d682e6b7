// Who may fetch a camera's endpoints: one at a time. The lease is a time on the camera's record, so that nobody has to give it back.
import { UpdateItemCommand, type DynamoDBClient, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { EndpointRefreshRequest } from '../../events/index.ts';
import { cameraKey } from '../../records/camera-table.ts';
import { tookPlace } from '../shared/conditional-write.ts';
import type { ChannelEndpoints } from './channel-endpoints.ts';

// Longer than the function may run.
const leaseSeconds = 60;

export interface EndpointsLease {
  /** False when the record has another channel or lease by now. */
  write(endpoints: ChannelEndpoints): Promise<boolean>;
}

const number = (value: number) => ({ N: String(value) });

/**
 * Undefined when there is nothing to do: somebody is at it, the endpoints are newer than those that were seen, or the camera
 * has another channel, is getting one, or is gone.
 */
export async function takeEndpointsLease(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  { cameraName, channelArn, seenEndpointsAt }: EndpointRefreshRequest,
  nowSeconds: number,
): Promise<EndpointsLease | undefined> {
  const until = number(nowSeconds + leaseSeconds);
  const taken = await update({
    UpdateExpression: 'SET endpointsLeaseUntil = :until',
    ConditionExpression:
      'channelArn = :channelArn AND #status = :active AND (attribute_not_exists(endpointsLeaseUntil) OR endpointsLeaseUntil <= :now)' +
      ` AND ${seenEndpointsAt === undefined ? 'attribute_not_exists(endpointsAt)' : 'endpointsAt = :seen'}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':channelArn': { S: channelArn },
      ':active': { S: 'ACTIVE' },
      ':until': until,
      ':now': number(nowSeconds),
      ...(seenEndpointsAt !== undefined && { ':seen': number(seenEndpointsAt) }),
    },
  });
  if (!taken) return undefined;

  return {
    write: ({ viewer }) =>
      update({
        UpdateExpression: 'SET endpoints = :endpoints, endpointsAt = :now REMOVE endpointsLeaseUntil',
        ConditionExpression: 'channelArn = :channelArn AND endpointsLeaseUntil = :until',
        ExpressionAttributeValues: {
          ':channelArn': { S: channelArn },
          ':until': until,
          ':endpoints': { M: { viewer: { M: { wss: { S: viewer.wss }, https: { S: viewer.https } } } } },
          ':now': number(nowSeconds),
        },
      }),
  };

  /** False when the condition doesn't hold. */
  function update(input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>): Promise<boolean> {
    return tookPlace(
      client.send(new UpdateItemCommand({ TableName: tableName, Key: cameraKey(cameraName), ...input })),
    );
  }
}
