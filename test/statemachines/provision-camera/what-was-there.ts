// What a case finds in the account before the execution starts, by the words of the data.
import { createHash } from 'node:crypto';
import type { Camera, World } from './world.ts';
import { policyName, stage, tableName, thingTypeName } from './world.ts';

const somebodyElse = { serialNumber: 'OTHER-1', certificateId: 'f'.repeat(64) };

type Prepare = (world: World, camera: Camera) => Promise<unknown>;

const thing =
  (attributesOf: (camera: Camera) => Record<string, string>): Prepare =>
  (world, camera) =>
    world.call('iot', 'CreateThing', {
      thingName: camera.cameraName,
      thingTypeName,
      attributePayload: { attributes: attributesOf(camera) },
    });

const ours = ({ serialNumber, certificateId }: Camera) => ({ serialNumber, certificateId });
const ourSerialNumberOnly = ({ serialNumber }: Camera) => ({ ...somebodyElse, serialNumber });
const ourCertificateOnly = ({ certificateId }: Camera) => ({ ...somebodyElse, certificateId });

/** As a retirement leaves a stream whose recordings stay. */
const kept =
  (marksOf: typeof ours): typeof ours =>
  (camera) => ({ ...marksOf(camera), certificateId: `kept:${marksOf(camera).certificateId}` });

/** Things carry no tags: channels and streams say of which stage they are. */
const inStage =
  (marksOf: (camera: Camera) => Record<string, string>, marked = stage) =>
  (camera: Camera): Record<string, string> => ({ ...marksOf(camera), stage: marked });

const channel =
  (tagsOf: (camera: Camera) => Record<string, string>, then?: 'deleted' | 'never active'): Prepare =>
  async (world, camera) => {
    const { ChannelARN } = await world.call('kinesisvideo', 'CreateSignalingChannel', {
      ChannelName: camera.cameraName,
      Tags: Object.entries(tagsOf(camera)).map(([name, Value]) => ({ Key: `lensgate:${name}`, Value })),
    });
    await world.context.clock.advance(1000);
    if (then === 'deleted') await world.call('kinesisvideo', 'DeleteSignalingChannel', { ChannelARN });
    if (then === 'never active') {
      const channels = world.context.store.collection<object>('kinesisvideo-channels');
      await channels.put(camera.cameraName, { ...channels.get(camera.cameraName), status: 'CREATING' });
    }
  };

const stream =
  (tagsOf: (camera: Camera) => Record<string, string>, then?: 'deleted' | 'never active'): Prepare =>
  async (world, camera) => {
    const { StreamARN } = await world.call('kinesisvideo', 'CreateStream', {
      StreamName: camera.cameraName,
      Tags: Object.fromEntries(Object.entries(tagsOf(camera)).map(([name, value]) => [`lensgate:${name}`, value])),
    });
    await world.context.clock.advance(1000);
    if (then === 'deleted') await world.call('kinesisvideo', 'DeleteStream', { StreamARN });
    if (then === 'never active') {
      const streams = world.context.store.collection<object>('kinesisvideo-streams');
      await streams.put(camera.cameraName, { ...streams.get(camera.cameraName), status: 'CREATING' });
    }
  };

const record =
  (registrant: (camera: Camera) => { serialNumber: string; certificateId: string }, status = 'ACTIVE'): Prepare =>
  (world, camera) => {
    const { serialNumber, certificateId } = registrant(camera);
    return world.call('dynamodb', 'PutItem', {
      TableName: tableName,
      Item: {
        pk: { S: `camera#${camera.cameraName}` },
        sk: { S: 'camera' },
        cameraName: { S: camera.cameraName },
        serialNumber: { S: serialNumber },
        certificateId: { S: certificateId },
        epoch: { N: '7' },
        userId: { S: 'bob@example.com' },
        role: { S: 'OWNER' },
        registeredBy: { S: 'an-earlier-attempt' },
        registeredAt: { N: '1700000000' },
        status: { S: status },
      },
    });
  };

const formerLife =
  (livesOn: boolean, formerSerialNumber?: string): Prepare =>
  async (world, camera) => {
    const serialNumber = formerSerialNumber ?? camera.serialNumber;
    const certificateId = createHash('sha256').update(`former ${camera.certificateId}`).digest('hex');
    const certificateArn = camera.certificateArn.replace(/[^/]+$/, certificateId);
    const former = { ...camera, serialNumber, certificateId, certificateArn };
    await world.registerCertificate(certificateId);
    await world.call('iot', 'UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
    for (const make of [thing(ours), channel(inStage(ours)), stream(inStage(ours)), record(ours)]) {
      await make(world, former);
    }
    const { cameraName: thingName, certificateArn: principal } = former;
    await world.call('iot', 'AttachThingPrincipal', { thingName, principal });
    const replaces = { serialNumber, certificateId, epoch: '7', livesOn };
    world.identifyAs({ ...camera, ownerId: undefined, replaces });
  };

const manifestEntry = (world: World, { serialNumber, cameraName }: Camera, claimEpoch: string) =>
  world.call('dynamodb', 'PutItem', {
    TableName: tableName,
    Item: {
      pk: { S: `serial#${serialNumber}` },
      sk: { S: 'manifest' },
      cameraName: { S: cameraName },
      claimCodeHash: { S: 'hash' },
      claimEpoch: { N: claimEpoch },
    },
  });

const preparations: Readonly<Record<string, Prepare>> = {
  'thing of ours': thing(ours),
  'edited thing of ours': thing((camera) => ({ ...ours(camera), place: 'hall' })),
  'thing with our serial number only': thing(ourSerialNumberOnly),
  'thing with our certificate only': thing(ourCertificateOnly),
  'foreign thing': thing(() => somebodyElse),
  'channel of ours': channel(inStage(ours)),
  'channel of ours, being deleted': channel(inStage(ours), 'deleted'),
  'channel of ours that never becomes ACTIVE': channel(inStage(ours), 'never active'),
  'channel with our serial number only': channel(inStage(ourSerialNumberOnly)),
  'channel with our certificate only': channel(inStage(ourCertificateOnly)),
  'channel of another stage': channel(inStage(ours, 'prod')),
  'untagged channel': channel(() => ({})),
  'foreign channel': channel(inStage(() => somebodyElse)),
  'foreign channel, being deleted': channel(
    inStage(() => somebodyElse),
    'deleted',
  ),
  'stream of ours': stream(inStage(ours)),
  'stream of ours, being deleted': stream(inStage(ours), 'deleted'),
  'stream of ours that never becomes ACTIVE': stream(inStage(ours), 'never active'),
  'stream with our serial number only': stream(inStage(ourSerialNumberOnly)),
  'stream with our certificate only': stream(inStage(ourCertificateOnly)),
  'stream that was kept': stream(inStage(kept(ours))),
  'stream that was kept of another certificate': stream(inStage(kept(ourSerialNumberOnly))),
  'stream of another stage': stream(inStage(ours, 'prod')),
  'untagged stream': stream(() => ({})),
  'foreign stream': stream(inStage(() => somebodyElse)),
  'foreign stream, being deleted': stream(
    inStage(() => somebodyElse),
    'deleted',
  ),
  'record of an earlier attempt': record(ours),
  'record of a camera that is being retired': record(ours, 'RETIRING'),
  'record of a camera that is being replaced': record(ours, 'REPLACING'),
  'record of a camera that was handed over': record(ours, 'REGISTERING'),
  'record with our serial number only': record(ourSerialNumberOnly),
  'record with our certificate only': record(ourCertificateOnly),
  'foreign record': record(() => somebodyElse),
  'a former life': formerLife(false),
  'a former life that goes on': formerLife(true),
  'a former life that goes on with other hardware': formerLife(true, 'FORMER-1'),
  'a former life that changed': (world, { cameraName }) =>
    world.call('dynamodb', 'UpdateItem', {
      TableName: tableName,
      Key: { pk: { S: `camera#${cameraName}` }, sk: { S: 'camera' } },
      UpdateExpression: 'SET epoch = :next',
      ExpressionAttributeValues: { ':next': { N: '8' } },
    }),
  presence: (world, { cameraName }) =>
    world.call('dynamodb', 'PutItem', {
      TableName: tableName,
      Item: { pk: { S: `camera#${cameraName}` }, sk: { S: 'presence' }, online: { N: '1' } },
    }),
  'claim code of this life': (world, camera) => manifestEntry(world, camera, camera.epoch),
  'claim code of another life': (world, camera) => manifestEntry(world, camera, '7'),
  'policy attached': (world, { certificateArn }) =>
    world.call('iot', 'AttachPolicy', { policyName, target: certificateArn }),
  'thing attached': (world, { cameraName, certificateArn }) =>
    world.call('iot', 'AttachThingPrincipal', { thingName: cameraName, principal: certificateArn }),
  'certificate active': (world, { certificateId }) =>
    world.call('iot', 'UpdateCertificate', { certificateId, newStatus: 'ACTIVE' }),
};

export async function prepare(world: World, camera: Camera, words: readonly string[]): Promise<void> {
  for (const word of words) {
    const preparation = preparations[word];
    if (!preparation)
      throw new Error(`The case begins with "${word}", but there is only ${Object.keys(preparations).join(', ')}.`);
    await preparation(world, camera);
  }
}
