// A camera's record, as it lies in the running system's table.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../records/camera-table.ts';
import type { Lensgate } from './lensgate.ts';

export async function cameraRecord(
  { client, outputs }: Pick<Lensgate, 'client' | 'outputs'>,
  cameraName: string,
): Promise<Item | undefined> {
  const { Item } = await new DynamoDBClient(client).send(
    new GetItemCommand({
      TableName: outputs.get('TableName'),
      Key: { pk: { S: `camera#${cameraName}` }, sk: { S: 'camera' } },
      ConsistentRead: true,
    }),
  );
  return Item;
}
