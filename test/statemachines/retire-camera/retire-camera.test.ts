// What RetireCamera does, in which order, and that whatever stops it is ended by the next run.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validateCameraRetired } from '../../../events/index.ts';
import { startWorld, tableName, type World } from '../provision-camera/world.ts';
import { newRegisteredCamera, remainsOf, type RetiringCamera } from './retiring-camera.ts';
import { everything, runRetireCamera, type Run } from './run-retire-camera.ts';

let world: World;
let cameras = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const newCamera = (): Promise<RetiringCamera> => newRegisteredCamera(world, cameras++, { stream: true });

async function expectRetired(camera: RetiringCamera): Promise<void> {
  await world.context.clock.advance(10_000);
  const remains = await remainsOf(world, camera);
  expect(remains).toMatchObject({ standing: [], status: undefined, certificate: 'deleted' });
  expect(remains.tombstone?.['epoch']).toEqual({ N: camera.epoch });
  expect(Object.keys(remains.manifest!).sort()).toEqual(['cameraName', 'pk', 'sk']);
  const retired = world.announced.filter(({ detail }) => detail['cameraName'] === camera.cameraName);
  expect(retired.map(({ detailType }) => detailType)).toContain('CameraRetired');
  validateCameraRetired(retired.at(-1)!.detail);
}

describe('a camera that is retired', () => {
  it('leaves nothing but a tombstone and the word of its maker', async () => {
    const camera = await newCamera();
    const { outcome, history } = await runRetireCamera(world, camera, everything);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    await expectRetired(camera);
    const told = world.told.filter(({ cameraName }) => cameraName === camera.cameraName).map(({ tell }) => tell);
    expect(told).toEqual(['end-sessions', 'disconnect']);
    // Deny first: nobody may watch before the certificate is withdrawn, and the record goes last.
    const order = history.map(({ stateEnteredEventDetails: entry }) => entry?.name);
    expect(order.indexOf('MarkRetiring')).toBeLessThan(order.indexOf('EndSessions'));
    // It hears nothing any more when its certificate is withdrawn.
    expect(order.indexOf('EndSessions')).toBeLessThan(order.indexOf('DeactivateCertificate'));
    expect(order.indexOf('DeactivateCertificate')).toBeLessThan(order.indexOf('EndConnection'));
    expect(order.indexOf('DeleteThing')).toBeLessThan(order.indexOf('WriteTombstone'));
    expect(order.indexOf('WriteTombstone')).toBeLessThan(order.indexOf('DeleteRecord'));
    expect(order.indexOf('DeleteRecord')).toBeLessThan(order.indexOf('DeleteCertificate'));
  });
});

describe('stopped at any call', () => {
  it.each(Array.from({ length: 21 }, (_, call) => call))('before call %i: the next run ends it', async (call) => {
    const camera = await newCamera();
    await runRetireCamera(world, camera, { ...everything, abortBeforeCall: call });
    expect((await runRetireCamera(world, camera, everything)).outcome).toMatchObject({ status: 'SUCCEEDED' });
    await expectRetired(camera);
  });
});

describe('a registration that failed', () => {
  const undo = (camera: RetiringCamera, changes: Run = {}) =>
    runRetireCamera(world, camera, { media: 'both', registration: camera.registeredBy, ...changes });

  it('leaves nothing, and its certificate pending', async () => {
    const camera = await newRegisteredCamera(world, cameras++, { stream: true, certificate: 'PENDING_ACTIVATION' });
    const { outcome } = await undo(camera);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { leftBehind: [] } });
    await world.context.clock.advance(10_000);
    const remains = await remainsOf(world, camera);
    expect(remains).toMatchObject({ standing: [], certificate: 'PENDING_ACTIVATION', tombstone: undefined });
    expect(remains.manifest).not.toHaveProperty('claimEpoch');
    expect(remains.manifest).toHaveProperty('claimCodeHash');
    expect(world.announced.filter(({ detail }) => detail['cameraName'] === camera.cameraName)).toEqual([]);
  });

  it('whose certificate was activated starts over: it is deleted, and registers itself again', async () => {
    const camera = await newCamera();
    await undo(camera, { activationTried: true });
    await world.context.clock.advance(10_000);
    expect(await remainsOf(world, camera)).toMatchObject({ standing: [], certificate: 'deleted' });
  });

  it('touches nothing that an earlier registration of the same camera made, and says so', async () => {
    const camera = await newCamera();
    const before = await remainsOf(world, camera);
    const { outcome } = await undo(camera, { registration: 'another-attempt' });
    expect(await remainsOf(world, camera)).toEqual(before);
    const { output } = outcome as unknown as { output: { leftBehind: string[] } };
    expect(output.leftBehind).toEqual([expect.stringContaining(`because execution ${camera.registeredBy} registered`)]);
  });

  it('takes only its own certificate from a camera that is registered with another one', async () => {
    const registered = await newCamera();
    const second = await world.newCamera(cameras++);
    await world.call('iot', 'AttachThingPrincipal', {
      thingName: registered.cameraName,
      principal: second.certificateArn,
    });
    const before = await remainsOf(world, registered);
    const { certificateId, epoch } = second;
    await undo({ ...registered, certificateId, epoch }, { registration: 'another-attempt' });
    await world.context.clock.advance(10_000);
    expect(await remainsOf(world, registered)).toEqual(before);
    const { things } = await world.call('iot', 'ListPrincipalThings', { principal: second.certificateArn });
    expect(things).toEqual([]);
  });

  it("leaves shares and record of the camera that has its name, and takes what is the registration's own", async () => {
    const camera = await newCamera();
    await world.call('dynamodb', 'UpdateItem', {
      TableName: tableName,
      Key: { pk: { S: `camera#${camera.cameraName}` }, sk: { S: 'camera' } },
      UpdateExpression: 'SET serialNumber = :other, certificateId = :certificate, registeredBy = :registration',
      ExpressionAttributeValues: {
        ':other': { S: 'OTHER-1' },
        ':certificate': { S: 'f'.repeat(64) },
        ':registration': { S: 'f'.repeat(64) },
      },
    });
    await undo(camera, { activationTried: true });
    await world.context.clock.advance(10_000);
    expect((await remainsOf(world, camera)).standing).toEqual(['record', 'share', 'transfer', 'presence']);
  });
});
