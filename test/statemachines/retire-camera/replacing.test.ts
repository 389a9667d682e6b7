// RetireCamera where another camera takes the place: the device is wholly gone, and its owner's record is the successor's; whatever AWS
// answers at any call, and whenever it is stopped.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validateCameraReplaced } from '../../../events/index.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { startWorld, tableName, type World } from '../provision-camera/world.ts';
import { newRegisteredCamera, remainsOf, type Life, type RetiringCamera } from './retiring-camera.ts';
import { runRetireCamera, type Run } from './run-retire-camera.ts';
import { tasksOf } from './tasks.ts';

let world: World;
let cameras = 5000;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const successor = { serialNumber: 'SUCCESSOR-1', certificateId: '5'.repeat(64) };
const replacement: Run = { media: 'both', recordings: 'delete', manifest: 'remove', successor };
const neverVisited = [
  ...['ReadTombstone', 'DeleteStream', 'ListCameraItems', 'DeleteCameraItem', 'CleanManifestEntry'],
  ...['WriteTombstone', 'DeleteRecord', 'DeleteCertificate', 'AnnounceCameraRetired'],
];
const tasks = tasksOf(readDefinition('retire-camera')).filter(({ state }) => !neverVisited.includes(state));

const newCamera = (life: Life = {}): Promise<RetiringCamera> =>
  newRegisteredCamera(world, cameras++, { stream: true, ...life });
const replace = (camera: RetiringCamera, changes: Run = {}) =>
  runRetireCamera(world, camera, { ...replacement, ...changes });

const recordKey = ({ cameraName }: RetiringCamera) => ({ pk: { S: `camera#${cameraName}` }, sk: { S: 'camera' } });
const recordOf = async (camera: RetiringCamera) =>
  (await world.call('dynamodb', 'GetItem', { TableName: tableName, Key: recordKey(camera), ConsistentRead: true }))
    .Item;
const change = (camera: RetiringCamera, attributes: Readonly<Record<string, string>>) =>
  world.call('dynamodb', 'UpdateItem', {
    TableName: tableName,
    Key: recordKey(camera),
    UpdateExpression: `SET ${Object.keys(attributes)
      .map((name) => `#${name} = :${name}`)
      .join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(Object.keys(attributes).map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`:${name}`, { S: value }]),
    ),
  });
const streamTagsOf = async ({ cameraName }: RetiringCamera) => {
  const { StreamInfo } = await world.call('kinesisvideo', 'DescribeStream', { StreamName: cameraName });
  return (await world.call('kinesisvideo', 'ListTagsForStream', { StreamARN: StreamInfo!.StreamARN })).Tags;
};
const announcedOf = ({ cameraName }: RetiringCamera) =>
  world.announced.filter(({ detail }) => detail['cameraName'] === cameraName);

async function expectReplaced(camera: RetiringCamera, { manifest = 'remove' }: Run = {}): Promise<void> {
  await world.context.clock.advance(10_000);
  const remains = await remainsOf(world, camera);
  expect(remains).toMatchObject({
    standing: ['stream', 'record', 'share', 'transfer', 'presence'],
    certificate: 'INACTIVE',
    status: 'REGISTERING',
    tombstone: undefined,
  });
  if (manifest === 'remove') expect(remains.manifest).toBeUndefined();
  else expect(remains.manifest).toMatchObject({ claimCodeHash: { S: 'hash' }, claimEpoch: { N: camera.epoch } });
  expect(await recordOf(camera)).toMatchObject({
    serialNumber: { S: successor.serialNumber },
    certificateId: { S: successor.certificateId },
    epoch: { N: camera.epoch },
    userId: { S: 'alice@example.com' },
    role: { S: 'OWNER' },
    registeredBy: { S: camera.registeredBy },
  });
  expect(await streamTagsOf(camera)).toMatchObject({
    'lensgate:serialNumber': successor.serialNumber,
    'lensgate:certificateId': successor.certificateId,
  });
  const announced = announcedOf(camera);
  expect(new Set(announced.map(({ detailType }) => detailType))).toEqual(new Set(['CameraReplaced']));
  validateCameraReplaced(announced.at(-1)!.detail);
}

describe('a camera whose place another one takes', () => {
  it('goes, and leaves to its successor what is the owner’s', async () => {
    const camera = await newCamera();
    const { outcome, history } = await replace(camera);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    await expectReplaced(camera);
    const { cameraName, serialNumber, certificateId } = camera;
    expect(announcedOf(camera)[0]!.detail).toMatchObject({
      ...successor,
      formerSerialNumber: serialNumber,
      formerCertificateId: certificateId,
    });
    expect(world.told.filter((one) => one.cameraName === cameraName).map(({ tell }) => tell)).toEqual([
      'end-sessions',
      'disconnect',
    ]);
    // It can do nothing any more when the record names another one.
    const order = history.map(({ stateEnteredEventDetails: entry }) => entry?.name);
    for (const step of ['MarkRetiring', 'DetachPolicy', 'DeleteSignalingChannel', 'HandOverStream', 'DeleteThing']) {
      expect(order).toContain(step);
      expect(order.indexOf(step)).toBeLessThan(order.indexOf('HandOverRecord'));
    }
  });

  it('keeps its manifest entry, with the claim code, where it is the same hardware', async () => {
    const camera = await newCamera();
    await replace(camera, { manifest: 'keep' });
    await expectReplaced(camera, { manifest: 'keep' });
  });

  it('that never became active can’t come back later on', async () => {
    const camera = await newCamera({ certificate: 'PENDING_ACTIVATION' });
    await replace(camera);
    await expectReplaced(camera);
  });

  it('is replaced once: the second run finds that it was done', async () => {
    const camera = await newCamera();
    await replace(camera);
    const { outcome, answers } = await replace(camera);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(answers.callsOf('DescribeCertificate')).toBe(0);
    await expectReplaced(camera);
  });

  it('hands over a stream that an earlier attempt gave to another certificate of the successor', async () => {
    const camera = await newCamera();
    const { StreamInfo } = await world.call('kinesisvideo', 'DescribeStream', { StreamName: camera.cameraName });
    await world.call('kinesisvideo', 'TagStream', {
      StreamARN: StreamInfo!.StreamARN,
      Tags: { 'lensgate:serialNumber': successor.serialNumber, 'lensgate:certificateId': '4'.repeat(64) },
    });
    await replace(camera);
    await expectReplaced(camera);
  });

  it('leaves alone a stream of somebody else', async () => {
    const camera = await newCamera();
    const { StreamInfo } = await world.call('kinesisvideo', 'DescribeStream', { StreamName: camera.cameraName });
    await world.call('kinesisvideo', 'TagStream', {
      StreamARN: StreamInfo!.StreamARN,
      Tags: { 'lensgate:serialNumber': 'OTHER-1' },
    });
    await replace(camera);
    expect(await streamTagsOf(camera)).toMatchObject({
      'lensgate:serialNumber': 'OTHER-1',
      'lensgate:certificateId': camera.certificateId,
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['is being retired', { status: 'RETIRING' }],
    ['gets another channel', { status: 'ROTATING' }],
    ['has another certificate', { certificateId: '6'.repeat(64) }],
    ['has another serial number', { serialNumber: 'OTHER-1' }],
  ])('that %s meanwhile is left alone', async (_, attributes) => {
    const camera = await newCamera();
    await change(camera, attributes);
    const before = [await remainsOf(world, camera), await recordOf(camera), await streamTagsOf(camera)];
    const { outcome } = await replace(camera);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'RetirementOutdated' });
    expect([await remainsOf(world, camera), await recordOf(camera), await streamTagsOf(camera)]).toEqual(before);
  });

  it('that somebody retires while it is being replaced keeps nobody’s ownership', async () => {
    const camera = await newCamera();
    await replace(camera, { answers: { DeleteThing: 'UnauthorizedException' } });
    await change(camera, { status: 'RETIRING' });
    expect((await replace(camera)).outcome).toMatchObject({ status: 'FAILED', error: 'RetirementOutdated' });
    const retired = await runRetireCamera(world, camera, { media: 'both', recordings: 'delete' });
    expect(retired.outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(await recordOf(camera)).toBeUndefined();
  });
});

describe.each(tasks)('$state, where a camera is replaced', ({ state, service, effect }) => {
  const asked = { ...replacement, manifest: 'remove' } as const;
  /** One of the states is for cameras that have been handed over. */
  const camera = async (): Promise<RetiringCamera> => {
    const made = await newCamera();
    if (state === 'ReadRecord') await replace(made);
    return made;
  };
  const faults = {
    throttled: Array.from({ length: 3 }, () => service.throttled),
    '5xx': [service.unavailable, service.unavailable],
    timeout: ['no answer', 'no answer'],
    ...(effect && { 'an answer that is lost after the effect': ['ok, answer lost'] }),
  };

  it.each(Object.entries(faults))('%s: it is replaced all the same', async (_, answers) => {
    const one = await camera();
    const run = await replace(one, { ...asked, answers: { [state]: answers } });
    expect(run.outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(run.answers.callsOf(state)).toBeGreaterThan(answers.length);
    await expectReplaced(one);
  });

  it.each([
    ['an error that stays', service.terminal],
    ['throttled for ever', service.throttled],
    ['unavailable for ever', service.unavailable],
  ])('%s: says what is left, and the next run ends it', async (_, answer) => {
    const one = await camera();
    const { outcome } = await replace(one, { ...asked, answers: { [state]: answer } });
    const { error, cause } = outcome as { error: string; cause: string };
    const { message } = JSON.parse(cause) as { message: string };
    if (state === 'AnnounceCameraReplaced') {
      expect([error, message]).toEqual([
        'CameraNotAnnounced',
        expect.stringContaining('is replaced, but CameraReplaced'),
      ]);
    } else {
      expect([error, message]).toEqual(['RetirementIncomplete', expect.stringContaining(`${state}: `)]);
      expect(message).toContain('It goes on when the camera that takes its place connects again.');
    }
    expect((await replace(one, asked)).outcome).toMatchObject({ status: 'SUCCEEDED' });
    await expectReplaced(one);
  });
});

describe('stopped at any call, where a camera is replaced', () => {
  it.each(Array.from({ length: 19 }, (_, call) => call))('before call %i: the next run ends it', async (call) => {
    const camera = await newCamera();
    await replace(camera, { abortBeforeCall: call });
    expect((await replace(camera)).outcome).toMatchObject({ status: 'SUCCEEDED' });
    await expectReplaced(camera);
  });
});
