// Many cameras for a measurement of viewing: one registers itself, the others get a record like its own and a channel.
import type { BenchCloud } from './cloud.ts';

/** All owned as `makeCamera` says. */
export async function putCameras(bench: BenchCloud, cameraNames: readonly string[]): Promise<void> {
  const { aws, iam } = bench.cloud.context;
  const TableName = bench.outputs.get('TableName');
  const [first, ...others] = cameraNames;
  await bench.register(await bench.makeCamera(first!));
  const { Item } = await aws.call(iam.operatorPrincipal, 'dynamodb', 'GetItem', {
    TableName,
    Key: { pk: { S: `camera#${first!}` }, sk: { S: 'camera' } },
  });
  for (const cameraName of others) {
    const { ChannelARN } = await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateSignalingChannel', {
      ChannelName: cameraName,
    });
    const named = { pk: { S: `camera#${cameraName}` }, cameraName: { S: cameraName }, serialNumber: { S: cameraName } };
    await aws.call(iam.operatorPrincipal, 'dynamodb', 'PutItem', {
      TableName,
      Item: { ...Item, ...named, channelArn: { S: ChannelARN! } },
    });
  }
}
