// Lambda entry of start-provisioning.
import { Logger } from '@aws-lambda-powertools/logger';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSEvent } from 'aws-lambda';
import { clientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { executionStarter } from '../../executions/execution-starter.ts';
import { startProvisioning } from './start-provisioning.ts';

const { stateMachineArn } = readSettings(process.env);
const dependencies = {
  executions: executionStarter(new SFNClient(clientSettings), stateMachineArn),
  now: () => Date.now(),
  log: new Logger({ serviceName: 'start-provisioning' }),
};

export const handler = (event: SQSEvent) => startProvisioning(event, dependencies);
