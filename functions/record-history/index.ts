// Lambda entry of record-history.
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { clientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { recordHistory } from './record-history.ts';

const dependencies = {
  ...readSettings(process.env),
  client: new DynamoDBClient(clientSettings),
  now: () => Date.now(),
  log: new Logger({ serviceName: 'record-history' }),
};

export const handler = (event: SQSEvent) => recordHistory(event, dependencies);
