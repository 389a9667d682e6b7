// A registered camera in the test's world, what a case finds in its place, and what is there after the rotation.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { stage, tableName, type World } from '../provision-camera/world.ts';

export interface RotatingCamera {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly certificateId: string;
  /** The channel that is to go. */
  readonly channelArn: string;
  /** The record before the rotation; undefined where there is none. */
  record: Item | undefined;
  /** A channel of the same name that is not the old one, if the case begins with one. */
  otherArn?: string;
}

type Item = Readonly<Record<string, AttributeValue>>;

const Key = (cameraName: string) => ({ pk: { S: `camera#${cameraName}` }, sk: { S: 'camera' } });

export async function newRotatingCamera(
  world: World,
  number: number,
  before: readonly string[] = [],
): Promise<RotatingCamera> {
  const cameraName = `camera-${number}`;
  const ours = { stage, serialNumber: `LG-${number}`, certificateId: 'c'.repeat(64) };
  const { channelArn, ...camera } = {
    cameraName,
    ...ours,
    channelArn: await createChannel(world, cameraName, ours),
  };
  const record: Item = {
    ...Key(cameraName),
    cameraName: { S: cameraName },
    serialNumber: { S: ours.serialNumber },
    certificateId: { S: ours.certificateId },
    userId: { S: 'alice@example.com' },
    role: { S: 'OWNER' },
    epoch: { N: '3' },
    status: { S: 'ACTIVE' },
    channelArn: { S: channelArn },
    endpoints: { M: { old: { S: 'endpoints' } } },
    endpointsAt: { N: '1763798403' },
    endpointsLeaseUntil: { N: '1763798463' },
  };
  const rotating: RotatingCamera = { ...camera, channelArn, record };
  await put(world, record);
  for (const word of before) {
    const preparation = preparations[word];
    if (!preparation)
      throw new Error(`The case begins with "${word}"; there is ${Object.keys(preparations).join(', ')}`);
    await preparation(world, rotating);
  }
  rotating.record = await readRecord(world, cameraName);
  return rotating;
}

type Prepare = (world: World, camera: RotatingCamera) => Promise<unknown>;

const another =
  (tags: (camera: RotatingCamera) => Record<string, string>, then?: 'deleted' | 'never active'): Prepare =>
  async (world, camera) => {
    const { cameraName } = camera;
    camera.otherArn = await createChannel(world, cameraName, tags(camera));
    if (then === 'deleted') {
      await world.call('kinesisvideo', 'DeleteSignalingChannel', { ChannelARN: camera.otherArn });
    }
    if (then === 'never active') {
      const channels = world.context.store.collection<object>('kinesisvideo-channels');
      await channels.put(cameraName, { ...channels.get(cameraName), status: 'CREATING' });
    }
  };

const ours = ({ serialNumber, certificateId }: RotatingCamera) => ({ stage, serialNumber, certificateId });
const somebodyElse = { serialNumber: 'OTHER-1', certificateId: 'f'.repeat(64) };
const deleteOld: Prepare = (world, { channelArn }) =>
  world.call('kinesisvideo', 'DeleteSignalingChannel', { ChannelARN: channelArn });

const preparations: Readonly<Record<string, Prepare>> = {
  'record RETIRING': (world, { record }) => put(world, { ...record, status: { S: 'RETIRING' } }),
  'record REPLACING': (world, { record }) => put(world, { ...record, status: { S: 'REPLACING' } }),
  'record REGISTERING': (world, { record }) => put(world, { ...record, status: { S: 'REGISTERING' } }),
  'record ROTATING': (world, { record }) => put(world, { ...record, status: { S: 'ROTATING' } }),
  'record of another channel': (world, { record, channelArn }) =>
    put(world, { ...record, channelArn: { S: `${channelArn.slice(0, -1)}7` } }),
  'no record': (world, { cameraName }) =>
    world.call('dynamodb', 'DeleteItem', { TableName: tableName, Key: Key(cameraName) }),
  'old channel being deleted': deleteOld,
  'old channel gone': async (world, camera) => {
    await deleteOld(world, camera);
    await world.context.clock.advance(2000);
  },
  'old channel UPDATING': async (world, { channelArn }) => {
    const found = await world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelARN: channelArn });
    return world.call('kinesisvideo', 'UpdateSignalingChannel', {
      ChannelARN: channelArn,
      CurrentVersion: found.ChannelInfo!.Version,
      SingleMasterConfiguration: { MessageTtlSeconds: 30 },
    });
  },
  'channel of an earlier attempt': another(ours),
  'channel of an earlier attempt, being deleted': another(ours, 'deleted'),
  'channel of an earlier attempt that never becomes ACTIVE': another(ours, 'never active'),
  'channel of an earlier attempt with a former certificate': another((camera) => ({
    ...ours(camera),
    certificateId: 'f'.repeat(64),
  })),
  'channel of another stage': another((camera) => ({ ...ours(camera), stage: 'prod' })),
  'channel of another serial number': another((camera) => ({ ...ours(camera), serialNumber: 'OTHER-1' })),
  'untagged channel': another(() => ({})),
  'foreign channel': another(() => somebodyElse),
  'foreign channel, being deleted': another(() => somebodyElse, 'deleted'),
};

async function createChannel(world: World, name: string, tags: Record<string, string>): Promise<string> {
  const { ChannelARN } = await world.call('kinesisvideo', 'CreateSignalingChannel', {
    ChannelName: name,
    Tags: Object.entries({ stage, ...tags }).map(([key, Value]) => ({ Key: `lensgate:${key}`, Value })),
  });
  await world.context.clock.advance(1000);
  return ChannelARN!;
}

const put = (world: World, item: Item | undefined) =>
  world.call('dynamodb', 'PutItem', { TableName: tableName, Item: item });

export async function readRecord(world: World, cameraName: string): Promise<Item | undefined> {
  return (await world.call('dynamodb', 'GetItem', { TableName: tableName, Key: Key(cameraName) })).Item;
}

export interface FoundChannel {
  readonly arn: string;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

export async function findChannel(world: World, cameraName: string): Promise<FoundChannel | undefined> {
  try {
    const { ChannelInfo } = await world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelName: cameraName });
    const arn = ChannelInfo!.ChannelARN!;
    const { Tags = {} } = await world.call('kinesisvideo', 'ListTagsForResource', { ResourceARN: arn });
    return { arn, status: ChannelInfo!.ChannelStatus!, tags: Tags };
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
