// Lambda entry of identify-camera.
import { Logger } from '@aws-lambda-powertools/logger';
import { IoTClient } from '@aws-sdk/client-iot';
import { documentClient } from '../../records/document-client.ts';
import { certificateLookup } from '../shared/certificate-bans.ts';
import { clientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { FormerLifeError } from './former-life-error.ts';
import { identifyCamera } from './identify-camera.ts';
import { inCause } from './refusals.ts';

const { banTableName, ...settings } = readSettings(process.env);
const iot = new IoTClient(clientSettings);
const client = documentClient(clientSettings);
const dependencies = {
  ...settings,
  iot,
  client,
  lookUp: certificateLookup(iot, { client, tableName: banTableName }),
  now: () => Date.now(),
  log: new Logger({ serviceName: 'identify-camera' }),
};

export const handler = async (input: unknown) => {
  const camera = await identifyCamera(input, dependencies).catch((error: unknown) => {
    throw inCause(error);
  });
  if (camera.replaces) throw new FormerLifeError(camera);
  return camera;
};
