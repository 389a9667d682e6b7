// New endpoints, through every part: asked for without waiting, fetched by the deployed function, found in the record.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { endpointRefresher } from '../../functions/shared/request-endpoint-refresh.ts';
import { recordedLog } from '../functions/recorded-log.ts';
import { registerCamera } from '../support/camera.ts';
import { cameraRecord } from '../support/camera-record.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
beforeAll(async () => {
  lensgate = await startLensgate();
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door' });
});
afterAll(() => lensgate.stop());

it('replaces endpoints that have aged, and leaves no lease behind', async () => {
  const { channelArn, endpoints } = (await cameraRecord(lensgate, 'front-door'))!;
  const old = 1763798403;
  await new DynamoDBClient(lensgate.client).send(
    new UpdateItemCommand({
      TableName: lensgate.outputs.get('TableName'),
      Key: { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } },
      UpdateExpression: 'SET endpointsAt = :old, endpoints = :none',
      ExpressionAttributeValues: { ':old': { N: String(old) }, ':none': { M: {} } },
    }),
  );
  const client = new LambdaClient(lensgate.client);
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const functionName = Functions.map(({ FunctionName }) => FunctionName!).find((name) =>
    name.includes('RefreshEndpoints'),
  )!;
  const log = recordedLog();
  const request = endpointRefresher({ client, functionName, now: () => Date.now(), log });

  await request({ cameraName: 'front-door', channelArn: String(channelArn), seenEndpointsAt: old });
  const refreshed = await until(async () => {
    const record = await cameraRecord(lensgate, 'front-door');
    return record?.['endpointsAt'] !== old && record;
  });
  expect(log.lines).toEqual([]);
  expect(refreshed).toMatchObject({ endpoints, channelArn });
  expect(Number(refreshed['endpointsAt']) * 1000).toBeGreaterThan(Date.now() - 60_000);
  expect(refreshed['endpointsLeaseUntil']).toBeUndefined();
});
