// RetireCamera where another camera takes the place, beyond its cases: the order, whatever else the record names, and that it may be stopped.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, tableName, type World } from '../provision-camera/world.ts';
import { keyOf, newRegisteredCamera, remainsOf, type RetiringCamera } from './retiring-camera.ts';
import { replacement, runRetireCamera, successor, type Run } from './run-retire-camera.ts';
import { prepare } from './what-was-there.ts';

let world: World;
let cameras = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const newCamera = (): Promise<RetiringCamera> => newRegisteredCamera(world, cameras++, { stream: true });
const replace = (camera: RetiringCamera, changes: Run = {}) =>
  runRetireCamera(world, camera, { ...replacement, ...changes });

async function expectReplaced(camera: RetiringCamera): Promise<void> {
  await world.context.clock.advance(10_000);
  const { record, ...remains } = await remainsOf(world, camera);
  expect(remains).toMatchObject({
    standing: ['stream', 'record', 'share', 'transfer', 'presence'],
    certificate: 'INACTIVE',
    tombstone: undefined,
    manifest: undefined,
    streamTags: {
      'lensgate:serialNumber': successor.serialNumber,
      'lensgate:certificateId': successor.certificateId,
    },
  });
  expect(record).toMatchObject({
    serialNumber: { S: successor.serialNumber },
    certificateId: { S: successor.certificateId },
    status: { S: 'REGISTERING' },
    epoch: { N: camera.epoch },
    userId: { S: 'alice@example.com' },
    role: { S: 'OWNER' },
    registeredBy: { S: camera.registeredBy },
  });
}

describe('a camera whose place another one takes', () => {
  it('is told, loses its rights and its things, and only then the record is handed over', async () => {
    const camera = await newCamera();
    const { outcome, history } = await replace(camera);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    await expectReplaced(camera);
    const told = world.told.filter(({ cameraName }) => cameraName === camera.cameraName).map(({ tell }) => tell);
    expect(told).toEqual(['end-sessions', 'disconnect']);
    const order = history.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
    const steps = ['MarkRetiring', 'EndSessions', 'DeactivateCertificate', 'DetachPolicy', 'EndConnection', 'HandOverStream', 'DeleteSignalingChannel', 'DeleteThing', 'DeleteManifestEntry', 'HandOverRecord', 'AnnounceCameraReplaced']; // prettier-ignore
    expect(order.filter((name) => steps.includes(name)).filter((name, i, all) => all.indexOf(name) === i)).toEqual(
      steps,
    );
  });

  it('takes the certificates of a renewal with it, and the record names the successor’s alone', async () => {
    const camera = await newCamera();
    const [next, former] = [await world.newCamera(cameras++), await world.newCamera(cameras++)];
    for (const { certificateId, certificateArn } of [next, former]) {
      await world.call('iot', 'AttachThingPrincipal', { thingName: camera.cameraName, principal: certificateArn });
      await world.call('iot', 'UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
    }
    const ofRenewal = { nextCertificateId: { S: next.certificateId }, nextCertificateUntil: { N: '1' }, nextCertificateExpiresAt: { N: '1' }, formerCertificateId: { S: former.certificateId } }; // prettier-ignore
    const ofRegistration = { registeredAt: { N: '1' }, certificateExpiresAt: { N: '1' }, issuerAndSerial: { S: 'of the former one' } }; // prettier-ignore
    const { record } = await remainsOf(world, camera);
    await world.call('dynamodb', 'PutItem', { TableName: tableName, Item: { ...record, ...ofRenewal, ...ofRegistration } }); // prettier-ignore

    expect((await replace(camera)).outcome).toMatchObject({ status: 'SUCCEEDED' });
    await expectReplaced(camera);
    for (const certificate of [next, former]) {
      const { certificateDescription } = await world.call('iot', 'DescribeCertificate', certificate);
      expect(certificateDescription!.status).toBe('INACTIVE');
      const { things } = await world.call('iot', 'ListPrincipalThings', { principal: certificate.certificateArn });
      expect(things).toEqual([]);
    }
    const left = Object.keys((await remainsOf(world, camera)).record!);
    expect(left).toEqual(Object.keys(record!));
  });

  it('that somebody retires meanwhile is nobody’s any more', async () => {
    const camera = await newCamera();
    await replace(camera, { answers: { DeleteThing: 'UnauthorizedException' } });
    await prepare(world, camera, ['record RETIRING']);
    expect((await replace(camera)).outcome).toMatchObject({ status: 'FAILED', error: 'RetirementOutdated' });
    const retired = await runRetireCamera(world, camera, { media: 'both', recordings: 'delete' });
    expect(retired.outcome).toMatchObject({ status: 'SUCCEEDED' });
    await world.context.clock.advance(10_000);
    const { record, tombstone } = await remainsOf(world, camera);
    expect([record, tombstone?.['pk']]).toEqual([undefined, keyOf(camera.cameraName, 'tombstone')['pk']]);
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
