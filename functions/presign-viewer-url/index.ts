// Lambda entry of presign-viewer-url.
import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { fromEnv } from '@aws-sdk/credential-providers';
import { answerOperation, type OperationEvent } from '../http/answer-operation.ts';
import { readSettings } from './environment.ts';
import { presignViewerUrl } from './presign-viewer-url.ts';

const log = new Logger({ serviceName: 'presign-viewer-url' });
const handlers = presignViewerUrl({
  ...readSettings(process.env),
  credentials: fromEnv(),
  now: () => Date.now(),
  newClientId: () => randomUUID(),
  log,
});

export const handler = (event: OperationEvent) => answerOperation(event, handlers, log);
