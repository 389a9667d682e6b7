// Lambda entry of manage-cameras.
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings } from '../client-settings.ts';
import { executionsOf } from '../executions.ts';
import { answerOperation, type OperationEvent } from '../http/answer-operation.ts';
import { readSettings } from './environment.ts';
import { manageCameras } from './manage-cameras.ts';

const { tableName, rotationStateMachineArn } = readSettings(process.env);
const log = new Logger({ serviceName: 'manage-cameras' });
const handlers = manageCameras({
  client: new DynamoDBClient(clientSettings),
  tableName,
  rotations: executionsOf(new SFNClient(clientSettings), rotationStateMachineArn),
  now: () => Date.now(),
  log,
});

export const handler = (event: OperationEvent) => answerOperation(event, handlers, log);
