// New endpoints into the record, one at a time, and only where they are still wanted. Against the local DynamoDB.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { GetSignalingChannelEndpointCommandInput, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../records/camera-table.ts';
import { refreshEndpoints } from '../../functions/refresh-endpoints/refresh-endpoints.ts';
import { startCameraTable, type LocalCameraTable } from '../support/camera-table.ts';
import { cameraItem } from './camera-items.ts';
import { fakeClient } from './fake-client.ts';
import { recordedLog } from './recorded-log.ts';
import { endpointRefreshRequestSample } from './sample.ts';

const request = endpointRefreshRequestSample();
const seen = request.seenEndpointsAt!;
const now = seen + 8 * 3600;
const record: Item = { ...cameraItem, endpointsAt: seen };
const fresh = {
  viewer: { wss: 'wss://VIEWER.example.com', https: 'https://VIEWER.example.com' },
};

let table: LocalCameraTable;
beforeAll(async () => void (table = await startCameraTable()));
afterAll(() => table.stop());
beforeEach(() => put({}));

const put = (changes: Item) =>
  table.client.send(new PutCommand({ TableName: table.tableName, Item: { ...record, ...changes } }));
const item = async () => {
  const Key = { pk: cameraItem.pk, sk: cameraItem.sk };
  return (await table.client.send(new GetCommand({ TableName: table.tableName, Key }))).Item;
};

function kvs(answer?: (input: GetSignalingChannelEndpointCommandInput) => unknown) {
  return fakeClient<KinesisVideoClient>({
    GetSignalingChannelEndpoint:
      answer ??
      (({ SingleMasterChannelEndpointConfiguration: { Role } = {} }: GetSignalingChannelEndpointCommandInput) => ({
        ResourceEndpointList: [
          { Protocol: 'HTTPS', ResourceEndpoint: `https://${Role}.example.com` },
          { Protocol: 'WSS', ResourceEndpoint: `wss://${Role}.example.com` },
        ],
      })),
  });
}

function run(payload: unknown = request, { client, calls } = kvs(), at = now) {
  const log = recordedLog();
  const result = refreshEndpoints(payload, {
    client: table.client,
    kinesisVideo: client,
    tableName: table.tableName,
    now: () => at * 1000 + 500,
    log,
  });
  return { result, calls, log };
}

describe('refresh-endpoints', () => {
  it('asks KVS once, for viewers and both protocols, and writes what it gets with the time', async () => {
    const { result, calls, log } = run();
    await result;
    expect(calls.map(({ input }) => input)).toEqual([
      {
        ChannelARN: request.channelArn,
        SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'VIEWER' },
      },
    ]);
    expect(await item()).toEqual({ ...record, endpoints: fresh, endpointsAt: now });
    expect(log.lines).toMatchObject([{ outcome: 'refreshed', cameraName: 'front-door' }]);
  });

  it('also where the record does not say how old they are', async () => {
    await put({});
    const { endpointsAt: _, ...unknown } = record;
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: unknown }));
    const { seenEndpointsAt: __, ...ageless } = request;
    await run(ageless).result;
    expect(await item()).toMatchObject({ endpoints: fresh, endpointsAt: now });
  });

  it.each<[string, Item]>([
    ['the camera has another channel', { channelArn: `${request.channelArn}0` }],
    ['the endpoints are newer than those that were seen', { endpointsAt: seen + 1 }],
    ['the channel is being made anew', { status: 'ROTATING' }],
    ['somebody is at it', { endpointsLeaseUntil: now + 1 }],
  ])('does nothing when %s', async (_, changes) => {
    await put(changes);
    const { result, calls, log } = run();
    await result;
    expect(calls).toEqual([]);
    expect(await item()).toEqual({ ...record, ...changes });
    expect(log.lines).toMatchObject([{ outcome: 'not needed' }]);
  });

  it('does nothing for a camera that is gone, and makes no record', async () => {
    await run({ ...request, cameraName: 'gone' }).result;
    const Key = { pk: 'camera#gone', sk: 'camera' };
    expect((await table.client.send(new GetCommand({ TableName: table.tableName, Key }))).Item).toBeUndefined();
  });

  it('is done once, however many ask at the same time', async () => {
    const all = kvs();
    await Promise.all(Array.from({ length: 10 }, () => run(request, all).result));
    expect(all.calls).toHaveLength(1);
  });

  it('leaves the old endpoints in use while KVS is down, and is tried again when the lease is over', async () => {
    const outage = kvs(() => {
      throw new Error('KVS is out');
    });
    await expect(run(request, outage).result).rejects.toThrow('KVS is out');
    expect(await item()).toMatchObject({ endpoints: record.endpoints, endpointsAt: record.endpointsAt });
    await run(request, kvs(), now + 59).result;
    expect(await item()).toMatchObject({ endpoints: record.endpoints });
    await run(request, kvs(), now + 60).result;
    expect(await item()).toMatchObject({ endpoints: fresh, endpointsAt: now + 60 });
  });

  it('writes no half answer', async () => {
    const half = kvs(() => ({ ResourceEndpointList: [{ Protocol: 'WSS', ResourceEndpoint: 'wss://x.example.com' }] }));
    await expect(run(request, half).result).rejects.toThrow('KVS gave no HTTPS endpoint for viewers');
    expect(await item()).toMatchObject({ endpoints: record.endpoints });
  });

  it('does not overwrite the endpoints of a channel that was made meanwhile', async () => {
    const replaced = { channelArn: `${request.channelArn}0`, endpointsAt: now };
    const slow = kvs(async () => {
      await put(replaced);
      return {
        ResourceEndpointList: ['WSS', 'HTTPS'].map((Protocol) => ({ Protocol, ResourceEndpoint: 'x://old' })),
      };
    });
    const { result, log } = run(request, slow);
    await result;
    expect(await item()).toEqual({ ...record, ...replaced });
    expect(log.lines).toMatchObject([{ outcome: 'overtaken' }]);
  });

  it('refuses a request that breaks its contract, and asks nobody', async () => {
    const { result, calls } = run({ cameraName: 'a#b', channelArn: request.channelArn });
    await expect(result).rejects.toThrow('cameraName must be 1 to 128 characters of');
    expect(calls).toEqual([]);
  });
});
