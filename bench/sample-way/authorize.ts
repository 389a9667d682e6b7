// The sample's authorizer, by its description: the user's item is read first, then the constant secret and the list of cameras decide.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const secret = 'secretToken';

export async function handler({
  headers = {},
}: APIGatewayRequestAuthorizerEventV2): Promise<{ isAuthorized: boolean }> {
  const { Item } = await client.send(
    new GetCommand({ TableName: process.env['TABLE_NAME'], Key: { email: headers['email'] ?? '' } }),
  );
  const cameras = (Item?.['Cameras'] ?? []) as (string | undefined)[];
  return { isAuthorized: headers['authorization'] === secret && cameras.includes(headers['cameraname']) };
}
