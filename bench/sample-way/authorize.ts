// The sample's authorizer, by its description: the user's item is read first, then the constant secret and the list of cameras decide.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';

const client = new DynamoDBClient({});
const secret = 'secretToken';

export async function handler({
  headers = {},
}: APIGatewayRequestAuthorizerEventV2): Promise<{ isAuthorized: boolean }> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: process.env['TABLE_NAME'], Key: { email: { S: headers['email'] ?? '' } } }),
  );
  const cameras = Item?.['Cameras']?.L?.map(({ S }) => S) ?? [];
  return { isAuthorized: headers['authorization'] === secret && cameras.includes(headers['cameraname']) };
}
