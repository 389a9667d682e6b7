// Lambda entry of reconcile-fleet.
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { SFNClient } from '@aws-sdk/client-sfn';
import { documentClient } from '../../records/document-client.ts';
import { patientClientSettings } from '../shared/client-settings.ts';
import { readSettings } from './environment.ts';
import { awsLists } from './lists.ts';
import { awsLookups } from './lookups.ts';
import { paced } from './pace.ts';
import { reconcileFleet, type ReconcileFleetInput } from './reconcile-fleet.ts';
import { awsWorkflows } from './workflows.ts';

const settings = readSettings(process.env);
const now = () => Date.now();
const pace = paced({ now, sleep: (ms) => sleep(ms) });
const iot = new IoTClient(patientClientSettings);
const kinesisVideo = new KinesisVideoClient(patientClientSettings);
const client = documentClient(patientClientSettings);
const table = { client, tableName: settings.tableName };
const bans = { client, tableName: settings.banTableName };
const dependencies = {
  ...settings,
  table,
  bans,
  lists: awsLists({ ...settings, iot, kinesisVideo, pace }),
  lookups: awsLookups({ iot, iotData: new IoTDataPlaneClient(patientClientSettings), kinesisVideo, table, bans, pace }),
  workflows: awsWorkflows(new SFNClient(patientClientSettings), settings.machines, pace),
  now,
  log: new Logger({ serviceName: 'reconcile-fleet' }),
};

export const handler = (input: ReconcileFleetInput) => reconcileFleet(input, dependencies);
