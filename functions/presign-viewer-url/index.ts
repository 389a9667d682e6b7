// Lambda entry of presign-viewer-url.
import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { fromEnv } from '@aws-sdk/credential-providers';
import { readCameraItems } from '../shared/camera-access/read-camera-items.ts';
import { documentClient } from '../../records/document-client.ts';
import { clientSettings } from '../shared/client-settings.ts';
import { presignViewerUrlBodies } from '../../api/generated/payloads.ts';
import { answerOperations } from '../shared/http/answer-operations.ts';
import { endpointRefresher } from '../shared/request-endpoint-refresh.ts';
import { readSettings } from './environment.ts';
import { fetchFromKinesisVideo, IceServers } from './ice-servers.ts';
import { presignViewerUrl } from './presign-viewer-url.ts';

const { tableName, refreshEndpointsFunctionName: functionName, ...settings } = readSettings(process.env);
const log = new Logger({ serviceName: 'presign-viewer-url' });
const client = documentClient(clientSettings);
const now = (): number => Date.now();
const handlers = presignViewerUrl({
  ...settings,
  credentials: fromEnv(),
  iceServers: new IceServers({ fetch: fetchFromKinesisVideo(), now, log }),
  requestEndpointRefresh: endpointRefresher({ client: new LambdaClient(clientSettings), functionName, now, log }),
  read: (cameraNames, userId) => readCameraItems({ client, tableName }, cameraNames, userId),
  now,
  newClientId: () => randomUUID(),
  log,
});

export const handler = answerOperations('presign-viewer-url', handlers, presignViewerUrlBodies, log);
