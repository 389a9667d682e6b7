// A camera's record, as it lies in the running system's table.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../records/camera-table.ts';
import type { Lensgate } from './lensgate.ts';

export async function cameraRecord(
  { client, outputs }: Pick<Lensgate, 'client' | 'outputs'>,
  cameraName: string,
): Promise<Item | undefined> {
  const { Item } = await DynamoDBDocumentClient.from(new DynamoDBClient(client)).send(
    new GetCommand({
      TableName: outputs.get('TableName'),
      Key: { pk: `camera#${cameraName}`, sk: 'camera' },
      ConsistentRead: true,
    }),
  );
  return Item;
}
