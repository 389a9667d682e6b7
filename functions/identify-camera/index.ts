// Lambda entry of identify-camera.
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient } from '@aws-sdk/client-iot';
import { clientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { identifyCamera } from './identify-camera.ts';

const dependencies = {
  ...readSettings(process.env),
  iot: new IoTClient(clientSettings),
  dynamodb: new DynamoDBClient(clientSettings),
  now: () => Date.now(),
  log: new Logger({ serviceName: 'identify-camera' }),
};

export const handler = (input: unknown) => identifyCamera(input, dependencies);
