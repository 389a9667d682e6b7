// Every failure case of rotate-channel through the real interpreter and the real local services, and what the next attempt makes of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { statesOf } from '../../../statemachines/definition.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { startWorld, type World } from '../provision-camera/world.ts';
import { cases, runnableCases, type End } from './cases.ts';
import { findChannel, newRotatingCamera, readRecord, type RotatingCamera } from './rotating-camera.ts';
import { runRotateChannel } from './run-rotate-channel.ts';

let world: World;
let cameras = 0;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const taskStates = statesOf(readDefinition('rotate-channel'))
  .filter(({ state }) => state.Type === 'Task')
  .map(({ name }) => name);

describe('the failure cases of rotate-channel', () => {
  it('cover every Task state in every situation, and name no other', () => {
    expect(Object.keys(cases.states).sort()).toEqual([...taskStates].sort());
    for (const situations of Object.values(cases.states)) {
      expect(Object.keys(situations)).toEqual(cases.situations);
      for (const always of cases.situations.slice(0, 4)) expect(situations[always]).toBeInstanceOf(Array);
    }
  });
});

describe.each(taskStates)('%s', (state) => {
  it.each(runnableCases().filter((one) => one.state === state))('$name', async ({ given, situation, expected }) => {
    const camera = await newRotatingCamera(world, ++cameras, given.before);
    const { outcome, answers, history } = await runRotateChannel(world, camera, given);
    await world.context.clock.advance(10_000);

    for (const [scripted, list] of Object.entries(given.answers ?? {})) {
      const least = typeof list === 'string' ? 1 : list.length;
      expect([scripted, answers.callsOf(scripted) >= least]).toEqual([scripted, true]);
    }
    const entered = history.map(({ stateEnteredEventDetails: entry }) => entry?.name);
    if (situation !== 'alreadyThereForeign') expect(entered).toContain(state);
    expect([outcome.status, outcome.error]).toEqual([expected.status, expected.error]);
    if (outcome.status === 'FAILED') {
      expect(outcome.cause).toContain(`camera ${camera.cameraName} (channel ${camera.channelArn})`);
    }
    await expectEnd(camera, expected);

    // Whatever was left: the next attempt finishes it, unless somebody else's channel is in the way.
    if (expected.status === 'SUCCEEDED' || expected.channel === 'foreign') return;
    if (given.before?.some((word) => word.endsWith('never becomes ACTIVE'))) return;
    expect((await runRotateChannel(world, camera)).outcome.status).toBe('SUCCEEDED');
    await expectRotated(camera);
  });
});

describe('a rotation', () => {
  it('makes a channel with the same tags, and changes nothing else of the record', async () => {
    const camera = await newRotatingCamera(world, ++cameras);
    const { outcome } = await runRotateChannel(world, camera);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: {} });
    const { arn } = await expectRotated(camera);

    const { endpointsLeaseUntil: _, ...kept } = camera.record!;
    const { addresses } = world.context;
    const https = { S: addresses.awsEndpointUrl };
    expect(await readRecord(world, camera.cameraName)).toEqual({
      ...kept,
      channelArn: { S: arn },
      endpoints: {
        M: {
          viewer: { M: { wss: { S: addresses.viewerSignalingUrl }, https } },
        },
      },
      endpointsAt: { N: expect.stringMatching(/^\d+$/) },
    });
  });

  it('that is made twice makes one channel', async () => {
    const camera = await newRotatingCamera(world, ++cameras);
    const first = await runRotateChannel(world, camera);
    const { arn } = await expectRotated(camera);
    const again = await runRotateChannel(world, camera);
    expect([first.outcome.status, again.outcome.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect((await findChannel(world, camera.cameraName))?.arn).toBe(arn);
  });

  // One more than the successful path calls, so that the last one is never stopped.
  it.each(Array.from({ length: 8 }, (_, calls) => calls))(
    'that is stopped before call %d is finished by the next attempt',
    async (abortBeforeCall) => {
      const camera = await newRotatingCamera(world, ++cameras);
      const { outcome } = await runRotateChannel(world, camera, { abortBeforeCall });
      expect(outcome.status).toBe(abortBeforeCall < 7 ? 'ABORTED' : 'SUCCEEDED');
      await expectNoDeadChannel(camera);
      expect((await runRotateChannel(world, camera)).outcome.status).toBe('SUCCEEDED');
      await expectRotated(camera);
    },
  );

  it('to which AWS answers anything never leaves an ACTIVE record with a dead channel, and the next one rotates', async () => {
    const answer = fc.constantFrom(
      ...['ok', 'ok', 'no answer', 'ok, answer lost', 'ThrottlingException', 'InternalFailure 500'],
      ...['AccessDeniedException 403', 'SomethingNew 418', 'ClientLimitExceededException'],
    );
    const answers = fc.dictionary(
      fc.constantFrom(...taskStates),
      fc.oneof(fc.array(answer, { maxLength: 4 }), answer),
      { maxKeys: 5 }, // prettier-ignore
    );
    await fc.assert(
      fc.asyncProperty(answers, async (scripted) => {
        const camera = await newRotatingCamera(world, ++cameras);
        await runRotateChannel(world, camera, { answers: scripted });
        await world.context.clock.advance(10_000);
        await expectNoDeadChannel(camera);
        expect((await runRotateChannel(world, camera)).outcome.status).toBe('SUCCEEDED');
        await expectRotated(camera);
      }),
      { numRuns: 60 },
    );
  });
});

async function expectEnd(camera: RotatingCamera, expected: End): Promise<void> {
  const [record, channel] = [await readRecord(world, camera.cameraName), await findChannel(world, camera.cameraName)];
  if (expected.record === 'none') expect(record).toBeUndefined();
  else if (expected.record === 'untouched') expect(record).toEqual(camera.record);
  else expect(record?.status).toEqual({ S: expected.record });
  if (expected.record === 'ROTATING') expect(record?.channelArn).toEqual({ S: camera.channelArn });
  if (expected.record === 'ACTIVE') await expectRotated(camera);

  if (expected.channel === 'none') return expect(channel).toBeUndefined();
  if (expected.channel === 'old') return expect(channel?.arn).toBe(camera.channelArn);
  if (expected.channel === 'foreign' || expected.channel === 'of an earlier attempt') {
    return expect(channel).toMatchObject({ arn: camera.otherArn, status: 'ACTIVE' });
  }
  expect(channel?.arn).not.toBe(camera.channelArn);
  if (expected.channel === 'new') expect(channel?.arn).not.toBe(camera.otherArn);
}

async function expectRotated(camera: RotatingCamera) {
  const channel = (await findChannel(world, camera.cameraName))!;
  expect(channel).toMatchObject({
    status: 'ACTIVE',
    tags: {
      'lensgate:stage': 'dev',
      'lensgate:serialNumber': camera.serialNumber,
      'lensgate:certificateId': camera.certificateId,
    },
  });
  expect(channel.arn).not.toBe(camera.channelArn);
  expect(await readRecord(world, camera.cameraName)).toMatchObject({
    status: { S: 'ACTIVE' },
    channelArn: { S: channel.arn },
  });
  return channel;
}

/** Nobody is sent to a channel that isn't there. */
async function expectNoDeadChannel({ cameraName }: RotatingCamera): Promise<void> {
  const record = await readRecord(world, cameraName);
  if (record?.status?.S !== 'ACTIVE') return;
  expect(await findChannel(world, cameraName)).toMatchObject({ arn: record.channelArn!.S, status: 'ACTIVE' });
}
