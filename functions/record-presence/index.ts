// Lambda entry of record-presence.
import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSEvent } from 'aws-lambda';
import { documentClient } from '../../records/document-client.ts';
import { clientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { presenceItems } from './presence-items.ts';
import { recordPresence } from './record-presence.ts';

const { tableName } = readSettings(process.env);
const dependencies = {
  items: presenceItems({ client: documentClient(clientSettings), tableName }),
  log: new Logger({ serviceName: 'record-presence' }),
};

export const handler = (event: SQSEvent) => recordPresence(event, dependencies);
