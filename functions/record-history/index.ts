// Lambda entry of record-history.
import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSEvent } from 'aws-lambda';
import { documentClient } from '../../records/document-client.ts';
import { clientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { recordHistory } from './record-history.ts';

const dependencies = {
  ...readSettings(process.env),
  client: documentClient(clientSettings),
  now: () => Date.now(),
  log: new Logger({ serviceName: 'record-history' }),
};

export const handler = (event: SQSEvent) => recordHistory(event, dependencies);
