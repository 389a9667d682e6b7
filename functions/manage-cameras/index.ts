// Lambda entry of manage-cameras.
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { documentClient } from '../../records/document-client.ts';
import { briefClientSettings, clientSettings } from '../shared/client-settings.ts';
import { executionStarter } from '../../executions/execution-starter.ts';
import { manageCamerasBodies } from '../../api/generated/payloads.ts';
import { answerOperations } from '../shared/http/answer-operations.ts';
import { announceOn } from '../../events/announce-change.ts';
import { readSettings } from './environment.ts';
import { manageCameras } from './manage-cameras.ts';

const { tableName, rotationStateMachineArn, eventBusName, claiming } = readSettings(process.env);
const log = new Logger({ serviceName: 'manage-cameras' });
const handlers = manageCameras({
  client: documentClient(clientSettings),
  tableName,
  claiming,
  rotations: executionStarter(new SFNClient(clientSettings), rotationStateMachineArn),
  announce: announceOn(new EventBridgeClient(briefClientSettings), eventBusName),
  now: () => Date.now(),
  log,
});

export const handler = answerOperations('manage-cameras', handlers, manageCamerasBodies, log);
