// What a rotation does, in which order, and that whatever stops it is finished by the next one.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validateEndSessions } from '../../../events/index.ts';
import { startWorld, type World } from '../provision-camera/world.ts';
import { rotating } from './cases.ts';
import { expectRotated } from './expect-case.ts';
import { findChannel, newRotatingCamera, readRecord, type RotatingCamera } from './rotating-camera.ts';
import { runRotateChannel } from './run-rotate-channel.ts';

let world: World;
let cameras = 0;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

describe('a rotation', () => {
  it('makes a channel with the same tags, and changes nothing else of the record', async () => {
    const camera = await newRotatingCamera(world, ++cameras);
    const { outcome } = await runRotateChannel(world, camera);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: {} });
    const { arn } = await expectRotated(world, camera);

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

  it('first lets nobody watch, then tells the camera to end its sessions, and then deletes the channel', async () => {
    const camera = await newRotatingCamera(world, ++cameras);
    const { history } = await runRotateChannel(world, camera);
    const told = world.told.filter(({ cameraName }) => cameraName === camera.cameraName);
    expect(told).toMatchObject([{ tell: 'end-sessions', message: { requestedAt: expect.any(String) } }]);
    validateEndSessions(told[0]!.message);
    const entered = history.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
    expect(entered.slice(0, 3)).toEqual(['MarkCameraRotating', 'EndSessions', 'DeleteSignalingChannel']);
  });

  it('that is made twice makes one channel', async () => {
    const camera = await newRotatingCamera(world, ++cameras);
    const first = await runRotateChannel(world, camera);
    const { arn } = await expectRotated(world, camera);
    const again = await runRotateChannel(world, camera);
    expect([first.outcome.status, again.outcome.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect((await findChannel(world, camera.cameraName))?.arn).toBe(arn);
  });

  // One more than the successful path calls, so that the last one is never stopped.
  it.each(Array.from({ length: 10 }, (_, calls) => calls))(
    'that is stopped before call %d is finished by the next attempt',
    async (abortBeforeCall) => {
      const camera = await newRotatingCamera(world, ++cameras);
      const { outcome } = await runRotateChannel(world, camera, { abortBeforeCall });
      expect(outcome.status).toBe(abortBeforeCall < 9 ? 'ABORTED' : 'SUCCEEDED');
      await expectNoDeadChannel(camera);
      expect((await runRotateChannel(world, camera)).outcome.status).toBe('SUCCEEDED');
      await expectRotated(world, camera);
    },
  );

  it('to which AWS answers anything never leaves an ACTIVE record with a dead channel, and the next one rotates', async () => {
    const answer = fc.constantFrom(
      ...['ok', 'ok', 'no answer', 'ok, answer lost', 'ThrottlingException', 'InternalFailure 500'],
      ...['AccessDeniedException 403', 'SomethingNew 418', 'ClientLimitExceededException'],
    );
    const answers = fc.dictionary(
      fc.constantFrom(...rotating.tasks),
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
        await expectRotated(world, camera);
      }),
      { numRuns: 60 },
    );
  });
});

/** Nobody is sent to a channel that isn't there. */
async function expectNoDeadChannel({ cameraName }: RotatingCamera): Promise<void> {
  const record = await readRecord(world, cameraName);
  if (record?.status?.S !== 'ACTIVE') return;
  expect(await findChannel(world, cameraName)).toMatchObject({ arn: record.channelArn!.S, status: 'ACTIVE' });
}
