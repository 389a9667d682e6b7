// What a case finds of a camera that asks for another certificate, or what happens to it meanwhile, by the words of the data.
import { policyName, tableName, type World } from '../provision-camera/world.ts';
import {
  connectWith,
  issuedFor,
  keyOf,
  readRecord,
  setAttribute,
  unlessMissing,
  type RenewingCamera,
} from './renewing-camera.ts';
import { runRenewCertificate } from './run-renew-certificate.ts';

type Prepare = (world: World, camera: RenewingCamera) => Promise<unknown>;

const inTurn =
  (...steps: readonly Prepare[]): Prepare =>
  async (world, camera) => {
    for (const step of steps) await step(world, camera);
  };

const attribute =
  (name: string, value: { S: string } | { N: string }): Prepare =>
  (world, camera) =>
    setAttribute(world, camera, name, value);

const removeAttributes = (world: World, { cameraName }: RenewingCamera, names: readonly string[]): Promise<unknown> =>
  world.call('dynamodb', 'UpdateItem', {
    TableName: tableName,
    Key: keyOf(cameraName, 'camera'),
    UpdateExpression: `REMOVE ${names.join(', ')}`,
  });

/** Stopped when the new certificate can do everything, and the camera hasn't connected with it. */
const begin: Prepare = (world, camera) => runRenewCertificate(world, camera, { abortBeforeCall: 9, hears: 0 });
/** Stopped when the record names the new certificate, which can do nothing yet. */
const recordNext: Prepare = (world, camera) => runRenewCertificate(world, camera, { abortBeforeCall: 6, hears: 0 });
const connect: Prepare = async (world, camera) =>
  connectWith(world, camera.cameraName, (await readRecord(world, camera))['nextCertificateId']!.S!);

/** By another execution, which is done with it. */
const takeBack: Prepare = async (world, camera) => {
  const { cameraName, certificateArn } = camera;
  const certificateId = (await readRecord(world, camera))['nextCertificateId']?.S;
  if (certificateId === undefined) return;
  const target = certificateArn.replace(/[^/]+$/, certificateId);
  await world.call('iot', 'UpdateCertificate', { certificateId, newStatus: 'INACTIVE' });
  await unlessMissing(world.call('iot', 'DetachThingPrincipal', { thingName: cameraName, principal: target }));
  await world.call('iot', 'DetachPolicy', { policyName, target });
  await removeAttributes(world, camera, ['nextCertificateId', 'nextCertificateUntil', 'nextCertificateExpiresAt']);
};

/** Another one than this execution has asked for. */
const decideForAnother: Prepare = async (world, camera) => {
  const { cameraName, certificateSigningRequest, certificateId: former } = camera;
  await takeBack(world, camera);
  const issued = await world.call('iot', 'CreateCertificateFromCsr', { certificateSigningRequest, setAsActive: true });
  const certificateId = issued.certificateId!;
  issuedFor.set(certificateId, cameraName);
  await world.call('iot', 'AttachPolicy', { policyName, target: issued.certificateArn });
  await world.call('iot', 'AttachThingPrincipal', { thingName: cameraName, principal: issued.certificateArn });
  await setAttribute(world, camera, 'certificateId', { S: certificateId });
  await setAttribute(world, camera, 'formerCertificateId', { S: former });
};

const deleteOldCertificate: Prepare = async (world, { cameraName, certificateId, certificateArn }) => {
  await world.call('iot', 'DetachThingPrincipal', { thingName: cameraName, principal: certificateArn });
  await world.call('iot', 'UpdateCertificate', { certificateId, newStatus: 'INACTIVE' });
  await world.context.clock.advance(5000);
  await world.call('iot', 'DeleteCertificate', { certificateId, forceDelete: true });
};

const preparations: Readonly<Record<string, Prepare>> = {
  'record gone': (world, { cameraName }) =>
    world.call('dynamodb', 'DeleteItem', { TableName: tableName, Key: keyOf(cameraName, 'camera') }),
  RETIRING: attribute('status', { S: 'RETIRING' }),
  ROTATING: attribute('status', { S: 'ROTATING' }),
  'another certificate in service': attribute('certificateId', { S: 'f'.repeat(64) }),
  'no stream in the record': (world, camera) => removeAttributes(world, camera, ['streamArn']),
  begun: begin,
  'begun, connected': inTurn(begin, connect),
  recorded: recordNext,
  'taken back': takeBack,
  'ten minutes pass': (world) => world.context.clock.advance(601_000),
  'decided against': attribute('nextCertificateUntil', { N: '0' }),
  'decided for': (world, camera) =>
    runRenewCertificate(world, camera, { answers: { TagSignalingChannel: 'AccessDeniedException' } }),
  'decided for another': decideForAnother,
  'another execution': (world, camera) => runRenewCertificate(world, camera, { resumes: true }),
  'another execution, which stops half-way': (world, camera) =>
    runRenewCertificate(world, camera, { resumes: true, answers: { TagSignalingChannel: 'AccessDeniedException' } }),
  'old certificate deleted': deleteOldCertificate,
  'channel deleted': async (world, { cameraName }) => {
    const { ChannelInfo } = await world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelName: cameraName });
    await world.call('kinesisvideo', 'DeleteSignalingChannel', { ChannelARN: ChannelInfo!.ChannelARN });
    await world.context.clock.advance(5000);
  },
  'stream deleted': async (world, { cameraName }) => {
    const { StreamInfo } = await world.call('kinesisvideo', 'DescribeStream', { StreamName: cameraName });
    await world.call('kinesisvideo', 'DeleteStream', { StreamARN: StreamInfo!.StreamARN });
    await world.context.clock.advance(5000);
  },
};

export async function prepare(world: World, camera: RenewingCamera, words: readonly string[]): Promise<void> {
  for (const word of words) {
    const preparation = preparations[word];
    if (!preparation)
      throw new Error(`The case begins with "${word}", but there is only ${Object.keys(preparations).join(', ')}.`);
    await preparation(world, camera);
  }
}
