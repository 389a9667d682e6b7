// RenewCertificate: the camera has one certificate that works, whatever AWS answers at any call, whenever it is stopped, and whoever else is at it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCause } from '../../../executions/cause.ts';
import { validateCertificateDelivery, validateCertificateRefusal } from '../../../events/index.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { startWorld, tableName, type World } from '../provision-camera/world.ts';
import { runRetireCamera } from '../retire-camera/run-retire-camera.ts';
import { tasksOf } from '../retire-camera/tasks.ts';
import {
  certificatesOf,
  connectWith,
  marksOf,
  newRenewingCamera,
  readRecord,
  standingOf,
  type RenewingCamera,
} from './renewing-camera.ts';
import { runRenewCertificate, type Run } from './run-renew-certificate.ts';

let world: World;
let cameras = 0;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const tasks = tasksOf(readDefinition('renew-certificate'));
/** Come by only when the new certificate is taken back. */
const takingBack = ['DecideAgainstCertificate', 'TellRefusal'];

const told = ({ cameraName }: RenewingCamera) => world.told.filter((one) => one.cameraName === cameraName);

/** What must hold at any time: a certificate that can do something is named, and the one in service can do everything. */
async function expectSound(camera: RenewingCamera): Promise<void> {
  await world.context.clock.advance(10_000);
  const record = await readRecord(world, camera);
  const named = ['certificateId', 'nextCertificateId', 'formerCertificateId'].map((name) => record[name]?.S);
  for (const id of await certificatesOf(world, camera)) {
    const standing = await standingOf(world, id);
    if (!named.includes(id)) expect([id, standing]).toEqual([id, 'dead']);
    if (id === record['certificateId']!.S) expect([id, standing]).toEqual([id, 'in service']);
  }
}

/** The record names one certificate; thing, channel and stream name the same one. */
async function expectSettled(camera: RenewingCamera): Promise<{ renewed: boolean; certificateId: string }> {
  await expectSound(camera);
  const record = await readRecord(world, camera);
  const certificateId = record['certificateId']!.S!;
  expect(Object.keys(record).filter((name) => /^(next|former)/.test(name))).toEqual([]);
  expect(await marksOf(world, camera)).toEqual([certificateId]);
  return { renewed: certificateId !== camera.certificateId, certificateId };
}

/** Whatever is left: without a request of the camera it is finished, one way or the other. */
async function expectFinished(camera: RenewingCamera): Promise<void> {
  await expectSound(camera);
  await runRenewCertificate(world, camera, { resumes: true });
  await expectSettled(camera);
}

describe('a renewal', () => {
  it('gives the camera its new certificate, and takes the old one out of service once it has connected', async () => {
    const camera = await newRenewingCamera(world, cameras++);
    const before = await readRecord(world, camera);
    const { outcome, history } = await runRenewCertificate(world, camera);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: {} });
    const { renewed, certificateId } = await expectSettled(camera);
    expect(renewed).toBe(true);
    expect(await standingOf(world, camera.certificateId)).toBe('dead');
    const after = await readRecord(world, camera);
    // AWS IoT's own certificates end with 2049. [IOT: create-device-cert]
    const end = { N: String(Date.UTC(2049, 11, 31, 23, 59, 59) / 1000) };
    expect(after).toEqual({ ...before, certificateId: { S: certificateId }, certificateExpiresAt: end });

    const [delivery, ...more] = told(camera);
    expect([delivery!.tell, more]).toEqual(['certificate', []]);
    const message = validateCertificateDelivery(delivery!.message);
    expect(message.certificateId).toBe(certificateId);
    const entered = history.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
    expect(entered.indexOf('RecordNextCertificate')).toBeLessThan(entered.indexOf('AttachPolicy'));
    expect(entered.indexOf('AttachThingPrincipal')).toBeLessThan(entered.indexOf('ActivateCertificate'));
    expect(entered.indexOf('SwapCertificates')).toBeLessThan(entered.indexOf('TagSignalingChannel'));
    expect(entered.indexOf('UpdateThing')).toBeLessThan(entered.indexOf('DeactivateCertificate'));
  });

  it('is taken back when no connection proves that the camera has the certificate, ten minutes after it was made', async () => {
    const camera = await newRenewingCamera(world, cameras++);
    const begun = world.context.clock.now();
    const { outcome } = await runRenewCertificate(world, camera, { connects: false });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'CertificateNotUsed' });
    expect(world.context.clock.now() - begun).toBeGreaterThan(600_000);
    expect((await expectSettled(camera)).renewed).toBe(false);
    expect(told(camera).map(({ tell }) => tell)).toEqual(['certificate', 'certificate-refused']);
    expect(validateCertificateRefusal(told(camera)[1]!.message).error).toBe('CertificateNotUsed');
  });

  it('that is refused changes nothing, and the camera hears why', async () => {
    const camera = await newRenewingCamera(world, cameras++);
    const before = await readRecord(world, camera);
    const answers = { CreateCertificateFromCsr: 'InvalidRequestException' };
    const { outcome } = await runRenewCertificate(world, camera, { answers });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'Iot.InvalidRequestException' });
    expect(await readRecord(world, camera)).toEqual(before);
    expect(validateCertificateRefusal(told(camera)[0]!.message).error).toBe('IotInvalidRequestException');
  });

  it.each<[string, (camera: RenewingCamera) => Promise<unknown>]>([
    ['is retired', (camera) => setStatus(camera, 'RETIRING')],
    ['has another certificate by now', (camera) => set(camera, 'certificateId', 'f'.repeat(64))],
    [
      'is gone',
      ({ cameraName }) => world.call('dynamodb', 'DeleteItem', { TableName: tableName, Key: keyOf(cameraName) }),
    ],
  ])('of a camera that %s is none', async (_, change) => {
    const camera = await newRenewingCamera(world, cameras++);
    await change(camera);
    const { outcome, answers } = await runRenewCertificate(world, camera);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'RenewalOutdated' });
    expect(answers.callsOf('CreateCertificateFromCsr')).toBe(0);
  });

  it('without a request finds nothing to do where nothing was begun', async () => {
    const camera = await newRenewingCamera(world, cameras++);
    expect((await runRenewCertificate(world, camera, { resumes: true })).outcome.status).toBe('SUCCEEDED');
    expect((await expectSettled(camera)).renewed).toBe(false);
  });

  it('that comes while another one is under way helps that one, and asks for no other certificate', async () => {
    const camera = await newRenewingCamera(world, cameras++);
    await runRenewCertificate(world, camera, { abortBeforeCall: 9, connects: false });
    const next = (await readRecord(world, camera))['nextCertificateId']!.S!;
    await connectWith(world, camera.cameraName, next);
    const { answers } = await runRenewCertificate(world, camera);
    expect(answers.callsOf('CreateCertificateFromCsr')).toBe(0);
    expect(await expectSettled(camera)).toEqual({ renewed: true, certificateId: next });
  });

  it('that others have decided against takes nothing into service, even when the camera connects', async () => {
    const camera = await newRenewingCamera(world, cameras++);
    await runRenewCertificate(world, camera, { abortBeforeCall: 9, connects: false });
    await world.call('dynamodb', 'UpdateItem', {
      TableName: tableName,
      Key: keyOf(camera.cameraName),
      UpdateExpression: 'SET nextCertificateUntil = :never',
      ExpressionAttributeValues: { ':never': { N: '0' } },
    });
    await connectWith(world, camera.cameraName, (await readRecord(world, camera))['nextCertificateId']!.S!);
    const { outcome } = await runRenewCertificate(world, camera, { resumes: true });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'RenewalSuperseded' });
    expect((await expectSettled(camera)).renewed).toBe(false);
  });

  it.each([5, 7, 9, 12, 16])(
    'of a camera that is retired after call %i leaves no certificate that can do anything',
    async (call) => {
      const camera = await newRenewingCamera(world, cameras++);
      await runRenewCertificate(world, camera, { abortBeforeCall: call });
      const { certificateId } = (await readRecord(world, camera)) as { certificateId: { S: string } };
      const { outcome } = await runRetireCamera(
        world,
        { ...camera, certificateId: certificateId.S },
        { media: 'both' },
      );
      expect(outcome.status).toBe('SUCCEEDED');
      await world.context.clock.advance(10_000);
      for (const id of await certificatesOf(world, camera))
        expect([id, await standingOf(world, id)]).toEqual([id, 'dead']);
    },
  );
});

describe.each(tasks)('$state', ({ state, service, effect }) => {
  const way: Run = takingBack.includes(state) ? { connects: false } : {};
  const faults = {
    throttled: Array.from({ length: 3 }, () => service.throttled),
    '5xx': [service.unavailable, service.unavailable],
    timeout: ['no answer', 'no answer'],
    ...(effect && { 'an answer that is lost after the effect': ['ok, answer lost'] }),
  };

  it.each(Object.entries(faults))('%s: it ends as if nothing had happened', async (_, answers) => {
    const camera = await newRenewingCamera(world, cameras++);
    const run = await runRenewCertificate(world, camera, { ...way, answers: { [state]: answers } });
    expect(run.outcome.status).toBe(takingBack.includes(state) ? 'FAILED' : 'SUCCEEDED');
    expect(run.answers.callsOf(state)).toBeGreaterThan(answers.length);
    expect((await expectSettled(camera)).renewed).toBe(!takingBack.includes(state));
  });

  it.each([
    ['an error that stays', service.terminal],
    ['throttled for ever', service.throttled],
    ['unavailable for ever', service.unavailable],
  ])('%s: it says so, the camera has a certificate that works, and the next run finishes', async (_, answer) => {
    const camera = await newRenewingCamera(world, cameras++);
    const { outcome, answers } = await runRenewCertificate(world, camera, { ...way, answers: { [state]: answer } });
    expect(answers.callsOf(state)).toBeGreaterThan(0);
    expect(outcome.status).toBe('FAILED');
    const { message, cameraName } = readCause((outcome as { cause: string }).cause);
    expect(cameraName).toBe(camera.cameraName);
    if (state !== 'TellRefusal') expect(message).toContain(`${state} failed with `);
    await expectFinished(camera);
  });
});

describe('stopped at any call', () => {
  it.each(Array.from({ length: 21 }, (_, call) => call))('before call %i: the next run finishes', async (call) => {
    const camera = await newRenewingCamera(world, cameras++);
    const { outcome } = await runRenewCertificate(world, camera, { abortBeforeCall: call });
    expect(outcome.status).toBe(call < 20 ? 'ABORTED' : 'SUCCEEDED');
    await expectFinished(camera);
  });

  it.each(Array.from({ length: 6 }, (_, call) => call))(
    'while the new certificate is taken back (%i): the next run finishes',
    async (more) => {
      const camera = await newRenewingCamera(world, cameras++);
      const answers = { DeliverCertificate: 'ResourceNotFoundException' };
      await runRenewCertificate(world, camera, { answers, connects: false, abortBeforeCall: 9 + more });
      await expectFinished(camera);
      expect((await expectSettled(camera)).renewed).toBe(false);
    },
  );
});

const keyOf = (cameraName: string) => ({ pk: { S: `camera#${cameraName}` }, sk: { S: 'camera' } });
const set = ({ cameraName }: RenewingCamera, name: string, value: string): Promise<unknown> =>
  world.call('dynamodb', 'UpdateItem', {
    TableName: tableName,
    Key: keyOf(cameraName),
    UpdateExpression: 'SET #name = :value',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':value': { S: value } },
  });
const setStatus = (camera: RenewingCamera, status: string): Promise<unknown> => set(camera, 'status', status);
