// RetireCamera: a camera is wholly gone, or its record says that it is being retired; whatever AWS answers at any call, and whenever it is stopped.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validateCameraRetired } from '../../../events/index.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { startWorld, tableName, type World } from '../provision-camera/world.ts';
import { onlyForSuccessors } from './cases.ts';
import { tasksOf } from './tasks.ts';
import { newRegisteredCamera, remainsOf, type RetiringCamera } from './retiring-camera.ts';
import { runRetireCamera, type Run } from './run-retire-camera.ts';

let world: World;
let cameras = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Comes by every Task of the definition. */
const everything: Run = { media: 'both', certificate: 'rearm', recordings: 'delete' };
const tasks = tasksOf(readDefinition('retire-camera')).filter(({ state }) => !onlyForSuccessors.includes(state));

/** As the state wants to find it: two of them are for cameras that have been retired before. */
async function newCamera(state?: string): Promise<RetiringCamera> {
  const camera = await newRegisteredCamera(world, cameras++, { stream: true });
  if (state === 'ReadRecord' || state === 'ReadTombstone') await runRetireCamera(world, camera, everything);
  return camera;
}

async function expectRetired(camera: RetiringCamera, { manifest = 'keep' }: Run = {}): Promise<void> {
  await world.context.clock.advance(10_000);
  const remains = await remainsOf(world, camera);
  expect(remains).toMatchObject({ standing: [], status: undefined, certificate: 'deleted' });
  expect(remains.tombstone?.['epoch']).toEqual({ N: camera.epoch });
  if (manifest === 'remove') expect(remains.manifest).toBeUndefined();
  else expect(Object.keys(remains.manifest!).sort()).toEqual(['cameraName', 'pk', 'sk']);
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

  it('keeps its certificate, INACTIVE, when it is banned: a deleted one would register itself again', async () => {
    const camera = await newCamera();
    await runRetireCamera(world, camera, { ...everything, certificate: 'ban' });
    const remains = await remainsOf(world, camera);
    expect({
      ...remains,
      standing: remains.standing.filter((what) => what !== 'stream' && what !== 'channel'),
    }).toMatchObject({
      standing: [],
      certificate: 'INACTIVE',
    });
  });

  it('keeps its recordings where that was asked for', async () => {
    const camera = await newCamera();
    await runRetireCamera(world, camera, { ...everything, recordings: 'keep' });
    await world.context.clock.advance(10_000);
    expect((await remainsOf(world, camera)).standing).toEqual(['stream']);
  });

  it('loses its manifest entry where that was asked for', async () => {
    const camera = await newCamera();
    await runRetireCamera(world, camera, { ...everything, manifest: 'remove' });
    await expectRetired(camera, { manifest: 'remove' });
  });

  it('is retired once: the second run finds nothing to do', async () => {
    const camera = await newCamera();
    await runRetireCamera(world, camera, everything);
    const { outcome, answers } = await runRetireCamera(world, camera, everything);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(answers.callsOf('DescribeCertificate')).toBe(0);
    await expectRetired(camera);
  });

  it('that is asked for in an epoch that is over changes nothing, and says so', async () => {
    const camera = await newCamera();
    const before = await remainsOf(world, camera);
    const { outcome } = await runRetireCamera(world, camera, {
      ...everything,
      epoch: String(Number(camera.epoch) - 1),
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'RetirementOutdated' });
    expect(await remainsOf(world, camera)).toEqual(before);
  });

  it('takes nothing that carries the marks of another camera or stage', async () => {
    const camera = await newCamera();
    const { cameraName } = camera;
    const channel = await world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelName: cameraName });
    await world.call('kinesisvideo', 'TagResource', {
      ResourceARN: channel.ChannelInfo!.ChannelARN,
      Tags: [{ Key: 'lensgate:stage', Value: 'prod' }],
    });
    const stream = await world.call('kinesisvideo', 'DescribeStream', { StreamName: cameraName });
    await world.call('kinesisvideo', 'TagStream', {
      StreamARN: stream.StreamInfo!.StreamARN,
      Tags: { 'lensgate:serialNumber': 'OTHER-1' },
    });
    await world.call('iot', 'UpdateThing', {
      thingName: cameraName,
      attributePayload: { attributes: { serialNumber: 'OTHER-1' }, merge: true },
    });
    await runRetireCamera(world, camera, everything);
    await world.context.clock.advance(10_000);
    expect((await remainsOf(world, camera)).standing).toEqual(['thing', 'channel', 'stream']);
  });

  it('takes the certificate that was to follow its own, too', async () => {
    const camera = await newCamera();
    const next = await world.newCamera(cameras++);
    await world.call('iot', 'AttachThingPrincipal', { thingName: camera.cameraName, principal: next.certificateArn });
    await world.call('iot', 'UpdateCertificate', { certificateId: next.certificateId, newStatus: 'ACTIVE' });
    await world.call('dynamodb', 'UpdateItem', {
      TableName: tableName,
      Key: { pk: { S: `camera#${camera.cameraName}` }, sk: { S: 'camera' } },
      UpdateExpression: 'SET nextCertificateId = :next',
      ExpressionAttributeValues: { ':next': { S: next.certificateId } },
    });
    await runRetireCamera(world, camera, { ...everything, certificate: 'ban' });
    const { certificateDescription } = await world.call('iot', 'DescribeCertificate', next);
    expect(certificateDescription!.status).toBe('INACTIVE');
  });
});

describe.each(tasks)('$state', ({ state, service, effect }) => {
  const faults = {
    throttled: Array.from({ length: 3 }, () => service.throttled),
    '5xx': [service.unavailable, service.unavailable],
    timeout: ['no answer', 'no answer'],
    ...(effect && { 'an answer that is lost after the effect': ['ok, answer lost'] }),
  };

  it.each(Object.entries(faults))('%s: the camera is retired all the same', async (_, answers) => {
    const camera = await newCamera(state);
    const run = await runRetireCamera(world, camera, {
      ...everything,
      ...waysTo(state),
      answers: { [state]: answers },
    });
    expect(run.outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(run.answers.callsOf(state)).toBeGreaterThan(answers.length);
    await expectRetired(camera, waysTo(state));
  });

  it.each([
    ['an error that stays', service.terminal],
    ['throttled for ever', service.throttled],
    ['unavailable for ever', service.unavailable],
  ])('%s: says what is left, and the next run ends it', async (_, answer) => {
    const camera = await newCamera(state);
    const asked = { ...everything, ...waysTo(state) };
    const { outcome, answers } = await runRetireCamera(world, camera, { ...asked, answers: { [state]: answer } });
    expect(answers.callsOf(state)).toBeGreaterThan(0);
    expect(outcome.status).toBe('FAILED');
    const { error, cause } = outcome as { error: string; cause: string };
    expect(error).toBe(state === 'AnnounceCameraRetired' ? 'CameraNotAnnounced' : 'RetirementIncomplete');
    expect((JSON.parse(cause) as { message: string }).message).toContain(
      state === 'AnnounceCameraRetired' ? answer : `${state}: `,
    );
    const remains = await remainsOf(world, camera);
    if (remains.standing.length > 0 && state !== 'MarkRetiring') expect(remains.status ?? 'RETIRING').toBe('RETIRING');

    expect((await runRetireCamera(world, camera, asked)).outcome).toMatchObject({ status: 'SUCCEEDED' });
    await expectRetired(camera, asked);
  });

  if (service.gone !== undefined && state !== 'MarkRetiring' && state !== 'ReadRecord') {
    it('gone: skips no later step', async () => {
      const camera = await newCamera(state);
      const asked = { ...everything, ...waysTo(state), answers: { [state]: [service.gone!] } };
      const { history } = await runRetireCamera(world, camera, asked);
      const entered = history.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
      const after = entered.slice(entered.indexOf(state) + 1);
      const steps = [
        'DetachThingPrincipal',
        'DetachPolicy',
        'EndConnection',
        'FindStream',
        'FindSignalingChannel',
        'FindThing',
        'ListCameraItems',
        'IsAnythingLeft',
      ];
      const following = steps.filter(
        (step) => tasks.findIndex((one) => one.state === step) > tasks.findIndex((one) => one.state === state),
      );
      expect(after).toEqual(expect.arrayContaining(following));
    });
  }
});

/** What has to be asked for so that a run comes by the state. */
function waysTo(state: string): Run {
  return state === 'DeleteManifestEntry' ? { manifest: 'remove' } : {};
}

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
