// Lambda entry of refresh-endpoints.
import { Logger } from '@aws-lambda-powertools/logger';
import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { documentClient } from '../../records/document-client.ts';
import { clientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { refreshEndpoints } from './refresh-endpoints.ts';

const dependencies = {
  ...readSettings(process.env),
  client: documentClient(clientSettings),
  kinesisVideo: new KinesisVideoClient(clientSettings),
  now: () => Date.now(),
  log: new Logger({ serviceName: 'refresh-endpoints' }),
};

export const handler = (payload: unknown) => refreshEndpoints(payload, dependencies);
