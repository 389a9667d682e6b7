// A fleet that somebody's hand has changed is brought back to what it should be, by the deployed system and the command line.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeleteSignalingChannelCommand,
  DescribeSignalingChannelCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cameraKey, shareKey, type Item } from '../../records/camera-table.ts';
import { documentClient } from '../../records/document-client.ts';
import { registerCamera } from '../support/camera.ts';
import { commandsAgainst, stopCommands } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
beforeAll(async () => {
  lensgate = await startLensgate();
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
});
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
});

const reconcile = (...options: string[]) =>
  commandsAgainst(lensgate).json('fleet', 'reconcile', '--second-look-after', '1', ...options);
const table = () => ({ client: documentClient(lensgate.client), TableName: lensgate.outputs.get('TableName')! });
const read = async (Key: Item): Promise<Item | undefined> => {
  const { client, TableName } = table();
  return (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
};
const kinesisVideo = () => new KinesisVideoClient(lensgate.client);
const channel = () =>
  kinesisVideo()
    .send(new DescribeSignalingChannelCommand({ ChannelName: 'front-door' }))
    .then(({ ChannelInfo }) => ChannelInfo!.ChannelARN)
    .catch(() => undefined);

describe('lensgate fleet reconcile', () => {
  it('has nothing to do for a camera that has just registered', async () => {
    expect(await reconcile()).toMatchObject({ dryRun: false, lines: [], total: 0 });
    const { code, out } = await commandsAgainst(lensgate).run('fleet', 'reconcile', '--second-look-after', '1');
    expect([code, out.trim()]).toEqual([0, 'Everything is as it should be.']);
  });

  it('tells what it would do in a dry run, and does it in a real one, which the camera remembers', async () => {
    const record = (await read(cameraKey('front-door')))!;
    const { client, TableName } = table();
    const share = shareKey('front-door', 'bob@example.com');
    await client.send(
      new PutCommand({ TableName, Item: { ...share, cameraName: 'front-door', userId: 'bob@example.com', epoch: 1 } }),
    );
    await kinesisVideo().send(new DeleteSignalingChannelCommand({ ChannelARN: record['channelArn'] as string }));
    await until(async () => (await channel()) === undefined);

    const due = [
      { drift: 'record-without-channel', subject: 'front-door' },
      { drift: 'outdated-share', subject: 'front-door bob@example.com' },
    ];
    const fate = (what: string) => due.map((line) => ({ fate: what, ...line }));
    expect(await reconcile('--dry-run')).toMatchObject({ dryRun: true, lines: fate('would-be-repaired'), total: 2 });
    expect([await channel(), await read(share)]).toEqual([undefined, expect.objectContaining({ epoch: 1 })]);

    expect(await reconcile()).toMatchObject({ dryRun: false, lines: fate('repaired') });
    expect(await read(share)).toBeUndefined();
    await until(async () => {
      const { status, channelArn } = (await read(cameraKey('front-door')))!;
      return status === 'ACTIVE' && channelArn !== record['channelArn'] && channelArn === (await channel());
    });

    await until(async () => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: lensgate.outputs.get('HistoryTableName'),
          KeyConditionExpression: 'pk = :camera',
          ExpressionAttributeValues: { ':camera': 'camera#front-door' },
        }),
      );
      return Items.filter(({ kind }) => kind === 'repaired').length === 2;
    });
    expect(await reconcile()).toMatchObject({ lines: [] });
  });

  it.each(['0', '3601', 'soon'])('takes no %s seconds between its looks', async (seconds) => {
    const { code, err } = await commandsAgainst(lensgate).run('fleet', 'reconcile', '--second-look-after', seconds);
    expect([code, err.includes('a whole number of seconds from 1 to 3600')]).toEqual([2, true]);
  });
});
