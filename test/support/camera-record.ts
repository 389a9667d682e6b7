// A camera's record, as it lies in the running system's table.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { cameraKey, type Item } from '../../records/camera-table.ts';
import type { Lensgate } from './lensgate.ts';

export async function cameraRecord(
  { client, outputs }: Pick<Lensgate, 'client' | 'outputs'>,
  cameraName: string,
): Promise<Item | undefined> {
  const { Item } = await DynamoDBDocumentClient.from(new DynamoDBClient(client)).send(
    new GetCommand({
      TableName: outputs.get('TableName'),
      Key: cameraKey(cameraName),
      ConsistentRead: true,
    }),
  );
  return Item;
}

/** As a workflow leaves it that is under way. */
export async function setCameraStatus(
  { client, outputs }: Pick<Lensgate, 'client' | 'outputs'>,
  cameraName: string,
  status: string,
): Promise<void> {
  await DynamoDBDocumentClient.from(new DynamoDBClient(client)).send(
    new UpdateCommand({
      TableName: outputs.get('TableName'),
      Key: cameraKey(cameraName),
      UpdateExpression: 'SET #status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
    }),
  );
}
