// What a failed registration says of whom it was, and that it fits into a cause, however much a function says.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readCause } from '../../../executions/cause.ts';
import { runProvisionCamera } from './run-provision-camera.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let cameras = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function causeOf(errorMessage: string): Promise<string> {
  const camera = await world.newCamera(++cameras);
  // [Lambda: function errors, Node.js]
  const error = {
    errorType: 'UnknownSerialNumberError',
    errorMessage,
    trace: ['UnknownSerialNumberError: …', '    at …'],
  };
  const stop = world.context.aws.intercept((call, proceed) =>
    call.operation === 'Invoke'
      ? Promise.resolve({ StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify(error)) })
      : proceed(),
  );
  const { outcome } = await runProvisionCamera(world, camera);
  stop();
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'UnknownSerialNumberError' });
  return outcome.cause!;
}

it.each([{ serialNumber: 'LG-7' }, { serialNumber: 'LG-7', cameraName: 'hall' }, {}])(
  'carries on what a refusal knows of the camera: %j',
  async (subject) => {
    const { message, ...told } = readCause(await causeOf(JSON.stringify({ message: 'Nobody knows it.', ...subject })));
    expect(told).toEqual(subject);
    expect(message).toMatch(
      /^The camera with the certificate \w{64} was not registered: IdentifyCamera failed with UnknownSerialNumberError: Nobody knows it\. Nothing/,
    );
  },
);

it.each(['A bug.', '{ a message that only looks like one'])(
  'takes a message of a function as it is: %s',
  async (text) => {
    expect(readCause(await causeOf(text))).toEqual({ message: expect.stringContaining(`: ${text}`) });
  },
);

// [Fail: Cause has at most 32,768 characters]
it('fits into a cause, although the message is longer', async () => {
  const cause = await causeOf(JSON.stringify({ message: '"'.repeat(20_000), serialNumber: 'LG-7' }));
  expect(cause.length).toBeLessThan(32_768);
  expect(readCause(cause)).toMatchObject({ serialNumber: 'LG-7' });
});
