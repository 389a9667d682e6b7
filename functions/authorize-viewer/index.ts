// Lambda entry of authorize-viewer.
import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { readCameraItems } from '../shared/camera-access/read-camera-items.ts';
import { documentClient } from '../../records/document-client.ts';
import { clientSettings } from '../shared/client-settings.ts';
import { authenticateBySharedSecret } from './authenticate-by-shared-secret.ts';
import { authenticateByToken } from './authenticate-by-token.ts';
import type { Authenticate } from './authenticate.ts';
import { authorizeViewer, type AuthorizeViewerDependencies } from './authorize-viewer.ts';
import { readSettings, type AuthorizeViewerSettings } from './environment.ts';
import { fetchJson } from './fetch-json.ts';
import { SharedSecret } from './shared-secret.ts';
import { SigningKeys } from './signing-keys.ts';

const { tableName, authentication } = readSettings(process.env);
const now = (): number => Date.now();
const client = documentClient(clientSettings);

const dependencies: AuthorizeViewerDependencies = {
  authenticate: authenticateBy(authentication),
  read: async (cameraName, userId, wanted) =>
    (await readCameraItems({ client, tableName }, [cameraName], userId, wanted))[0]!,
  now,
  log: new Logger({ serviceName: 'authorize-viewer' }),
};

export const handler = (event: APIGatewayRequestAuthorizerEventV2) => authorizeViewer(event, dependencies);

function authenticateBy(way: AuthorizeViewerSettings['authentication']): Authenticate {
  if ('tokens' in way) {
    const { issuer } = way.tokens;
    const keys = new SigningKeys({ issuer, fetchJson: (url) => fetchJson(url), now });
    return authenticateByToken(way.tokens, keys, now);
  }
  const { sharedSecretArn: secretArn } = way;
  return authenticateBySharedSecret(
    new SharedSecret({ client: new SecretsManagerClient(clientSettings), secretArn, now }),
  );
}
