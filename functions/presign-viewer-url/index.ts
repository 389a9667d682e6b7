// Lambda entry of presign-viewer-url.
import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { fromEnv } from '@aws-sdk/credential-providers';
import { readSettings } from './environment.ts';
import { presignViewerUrl, type PresignViewerUrlEvent } from './presign-viewer-url.ts';

const dependencies = {
  ...readSettings(process.env),
  credentials: fromEnv(),
  now: () => Date.now(),
  newClientId: () => randomUUID(),
  log: new Logger({ serviceName: 'presign-viewer-url' }),
};

export const handler = (event: PresignViewerUrlEvent) => presignViewerUrl(event, dependencies);
