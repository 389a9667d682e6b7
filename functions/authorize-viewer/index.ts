// Lambda entry of authorize-viewer.
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { clientSettings } from '../client-settings.ts';
import { authenticateBySharedSecret } from './authenticate-by-shared-secret.ts';
import { authorizeViewer, type AuthorizeViewerDependencies } from './authorize-viewer.ts';
import { readSettings } from './environment.ts';
import { readCameraAndShare } from './read-camera-and-share.ts';
import { SharedSecret } from './shared-secret.ts';

const { tableName, sharedSecretArn } = readSettings(process.env);
const now = (): number => Date.now();
const client = new DynamoDBClient(clientSettings);
const secret = new SharedSecret({ client: new SecretsManagerClient(clientSettings), secretArn: sharedSecretArn, now });

const dependencies: AuthorizeViewerDependencies = {
  authenticate: authenticateBySharedSecret(secret),
  read: (cameraName, userId) => readCameraAndShare({ client, tableName }, cameraName, userId),
  now,
  log: new Logger({ serviceName: 'authorize-viewer' }),
};

export const handler = (event: APIGatewayRequestAuthorizerEventV2) => authorizeViewer(event, dependencies);
