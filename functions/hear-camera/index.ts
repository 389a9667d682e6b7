// Lambda entry of hear-camera.
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSEvent } from 'aws-lambda';
import { announceOn } from '../../events/announce-change.ts';
import { executionStarter } from '../../executions/execution-starter.ts';
import { documentClient } from '../../records/document-client.ts';
import { briefClientSettings, clientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { hearCamera } from './hear-camera.ts';
import { tellThrough } from './tell.ts';

const settings = readSettings(process.env);
const stepFunctions = new SFNClient(clientSettings);
const client = documentClient(clientSettings);
const dependencies = {
  client,
  tableName: settings.tableName,
  bans: { client, tableName: settings.banTableName },
  claiming: settings.claiming,
  rotations: executionStarter(stepFunctions, settings.rotationStateMachineArn),
  renewals: executionStarter(stepFunctions, settings.renewalStateMachineArn),
  renewsCertificates: settings.renewsCertificates,
  tell: tellThrough(new LambdaClient(clientSettings), settings.tellCameraFunctionName),
  announce: announceOn(new EventBridgeClient(briefClientSettings), settings.eventBusName),
  now: () => Date.now(),
  log: new Logger({ serviceName: 'hear-camera' }),
};

export const handler = (event: SQSEvent) => hearCamera(event, dependencies);
