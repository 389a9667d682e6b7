// Many cameras for a measurement of viewing: one registers itself, the others get a record like its own and a channel.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { cameraKey } from '../records/camera-table.ts';
import { getItem } from '../records/get-item.ts';
import type { BenchCloud } from './cloud.ts';

/** All owned as `makeCamera` says. */
export async function putCameras(bench: BenchCloud, cameraNames: readonly string[]): Promise<void> {
  const { aws, iam } = bench.cloud.context;
  const { cameraTable } = bench;
  const [first, ...others] = cameraNames;
  await bench.register(await bench.makeCamera(first!));
  const record = await getItem(cameraTable, cameraKey(first!));
  for (const cameraName of others) {
    const { ChannelARN } = await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateSignalingChannel', {
      ChannelName: cameraName,
    });
    const named = { ...cameraKey(cameraName), cameraName, serialNumber: cameraName };
    const Item = { ...record, ...named, channelArn: ChannelARN };
    await cameraTable.client.send(new PutCommand({ TableName: cameraTable.tableName, Item }));
  }
}
