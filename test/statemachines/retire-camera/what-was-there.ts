// What of a registered camera is otherwise than usual when it is to be retired, by the words of the data.
import { createHash } from 'node:crypto';
import { policyName, tableName, type World } from '../provision-camera/world.ts';
import { keyOf, type RetiringCamera } from './retiring-camera.ts';
import { everything, replacement, runRetireCamera, successor } from './run-retire-camera.ts';

type Prepare = (world: World, camera: RetiringCamera) => Promise<unknown>;

const retire: Prepare = (world, camera) => runRetireCamera(world, camera, everything);

const without =
  (...items: string[]): Prepare =>
  async (world, { cameraName }) => {
    for (const item of items) {
      await world.call('dynamodb', 'DeleteItem', { TableName: tableName, Key: keyOf(cameraName, item) });
    }
  };

const record =
  (name: string, value: (camera: RetiringCamera) => { S: string } | { N: string }): Prepare =>
  (world, camera) =>
    world.call('dynamodb', 'UpdateItem', {
      TableName: tableName,
      Key: keyOf(camera.cameraName, 'camera'),
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value(camera) },
    });

const certificate =
  (newStatus: 'INACTIVE' | 'ACTIVE'): Prepare =>
  (world, { certificateId }) =>
    world.call('iot', 'UpdateCertificate', { certificateId, newStatus });

/** It can do everything, and the record names it. */
const anotherCertificate =
  (name: string): Prepare =>
  async (world, camera) => {
    const certificateId = createHash('sha256').update(`${name} of ${camera.certificateId}`).digest('hex');
    const target = camera.certificateArn.replace(/[^/]+$/, certificateId);
    await world.registerCertificate(certificateId);
    await world.call('iot', 'UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
    await world.call('iot', 'AttachThingPrincipal', { thingName: camera.cameraName, principal: target });
    await world.call('iot', 'AttachPolicy', { policyName, target });
    await record(name, () => ({ S: certificateId }))(world, camera);
  };

/** Another certificate than the one that the camera registered with is in service. */
const registeredWith =
  (status: 'INACTIVE' | 'PENDING_ACTIVATION'): Prepare =>
  async (world, camera) => {
    const certificateId = createHash('sha256').update(`first of ${camera.certificateId}`).digest('hex');
    await world.registerCertificate(certificateId);
    if (status === 'INACTIVE') await world.call('iot', 'UpdateCertificate', { certificateId, newStatus: status });
    await record('registeredWith', () => ({ S: certificateId }))(world, camera);
  };

const channelArnOf = async (world: World, { cameraName }: RetiringCamera): Promise<string> =>
  (await world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelName: cameraName })).ChannelInfo!.ChannelARN!;
const streamArnOf = async (world: World, { cameraName }: RetiringCamera): Promise<string> =>
  (await world.call('kinesisvideo', 'DescribeStream', { StreamName: cameraName })).StreamInfo!.StreamARN!;

const tagOfChannel =
  (name: string, Value: string): Prepare =>
  async (world, camera) =>
    world.call('kinesisvideo', 'TagResource', {
      ResourceARN: await channelArnOf(world, camera),
      Tags: [{ Key: `lensgate:${name}`, Value }],
    });
const tagOfStream =
  (name: string, value: string): Prepare =>
  async (world, camera) =>
    world.call('kinesisvideo', 'TagStream', {
      StreamARN: await streamArnOf(world, camera),
      Tags: { [`lensgate:${name}`]: value },
    });
const attributeOfThing =
  (name: string, value: string): Prepare =>
  (world, { cameraName }) =>
    world.call('iot', 'UpdateThing', {
      thingName: cameraName,
      attributePayload: { attributes: { [name]: value }, merge: true },
    });

const inTime =
  (prepare: Prepare): Prepare =>
  async (world, camera) => {
    await prepare(world, camera);
    await world.context.clock.advance(60_000);
  };
const deleteChannel: Prepare = async (world, camera) =>
  world.call('kinesisvideo', 'DeleteSignalingChannel', { ChannelARN: await channelArnOf(world, camera) });
const deleteStream: Prepare = async (world, camera) =>
  world.call('kinesisvideo', 'DeleteStream', { StreamARN: await streamArnOf(world, camera) });

const detachThing: Prepare = async (world, { cameraName, certificateArn }) => {
  await world.call('iot', 'DetachThingPrincipal', { thingName: cameraName, principal: certificateArn });
  await world.context.clock.advance(60_000);
};
const somebodyElse = 'f'.repeat(64);

const preparations: Readonly<Record<string, Prepare>> = {
  retired: retire,
  'retired, its certificate still there': (world, camera) =>
    runRetireCamera(world, camera, { ...everything, certificate: 'ban' }),
  'retired, its certificate in service again': async (world, camera) => {
    await runRetireCamera(world, camera, { ...everything, certificate: 'ban' });
    await certificate('ACTIVE')(world, camera);
  },
  replaced: (world, camera) => runRetireCamera(world, camera, replacement),
  'a former life': (world, { cameraName, epoch }) =>
    world.call('dynamodb', 'PutItem', {
      TableName: tableName,
      Item: { ...keyOf(cameraName, 'tombstone'), epoch: { N: String(Number(epoch) - 1) } },
    }),
  'no record': without('camera'),
  'a share only': without('transfer', 'presence'),
  'no share, offer or presence': without('share#bob@example.com', 'transfer', 'presence'),
  ...Object.fromEntries(
    ['ACTIVE', 'ROTATING', 'RETIRING', 'REPLACING', 'REGISTERING'].map((S) => [
      `record ${S}`,
      record('status', () => ({ S })),
    ]),
  ),
  'record of another certificate': record('certificateId', () => ({ S: somebodyElse })),
  'record of the next owner': record('epoch', ({ epoch }) => ({ N: String(Number(epoch) + 1) })),
  'record of another serial number': record('serialNumber', () => ({ S: 'OTHER-1' })),
  'a certificate that is to follow': anotherCertificate('nextCertificateId'),
  'a certificate that was replaced': anotherCertificate('formerCertificateId'),
  'a renewal long ago': registeredWith('INACTIVE'),
  'a renewal long ago, and the first certificate waits': registeredWith('PENDING_ACTIVATION'),
  'certificate INACTIVE': certificate('INACTIVE'),
  'certificate PENDING_ACTIVATION': (world, { certificateId }) => world.registerCertificate(certificateId),
  'certificate gone': async (world, camera) => {
    await certificate('INACTIVE')(world, camera);
    await detachThing(world, camera);
    await world.call('iot', 'DeleteCertificate', { certificateId: camera.certificateId, forceDelete: true });
  },
  'thing not attached': detachThing,
  'thing gone': async (world, camera) => {
    await detachThing(world, camera);
    await world.call('iot', 'DeleteThing', { thingName: camera.cameraName });
  },
  'thing of another serial number': attributeOfThing('serialNumber', 'OTHER-1'),
  'thing of another certificate': attributeOfThing('certificateId', somebodyElse),
  'channel gone': inTime(deleteChannel),
  'channel being deleted': deleteChannel,
  'channel of another stage': tagOfChannel('stage', 'prod'),
  'channel of another serial number': tagOfChannel('serialNumber', 'OTHER-1'),
  'channel of another certificate': tagOfChannel('certificateId', somebodyElse),
  'stream gone': inTime(deleteStream),
  'stream being deleted': deleteStream,
  'stream of another stage': tagOfStream('stage', 'prod'),
  'stream of another serial number': tagOfStream('serialNumber', 'OTHER-1'),
  'stream of another certificate': tagOfStream('certificateId', somebodyElse),
  'stream of the successor': tagOfStream('serialNumber', successor.serialNumber),
  'no manifest entry': (world, { serialNumber }) =>
    world.call('dynamodb', 'DeleteItem', { TableName: tableName, Key: manifestKey(serialNumber) }),
  'manifest entry of another camera': (world, { serialNumber }) =>
    world.call('dynamodb', 'UpdateItem', {
      TableName: tableName,
      Key: manifestKey(serialNumber),
      UpdateExpression: 'SET cameraName = :other',
      ExpressionAttributeValues: { ':other': { S: 'hall' } },
    }),
};

const manifestKey = (serialNumber: string) => ({ pk: { S: `serial#${serialNumber}` }, sk: { S: 'manifest' } });

export async function prepare(world: World, camera: RetiringCamera, words: readonly string[]): Promise<void> {
  for (const word of words) {
    const preparation = preparations[word];
    if (!preparation)
      throw new Error(`The case begins with "${word}", but there is only ${Object.keys(preparations).join(', ')}.`);
    await preparation(world, camera);
  }
}
