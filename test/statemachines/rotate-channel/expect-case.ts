// Runs one case of rotate-channel through the real interpreter and the real local services, and compares how it ends.
import { expect } from '@jest/globals';
import { readCause } from '../../../executions/cause.ts';
import type { World } from '../provision-camera/world.ts';
import { expectCalls } from '../expect-calls.ts';
import type { Ran } from '../run-definition.ts';
import type { End, NamedCase } from './case.ts';
import { findChannel, newRotatingCamera, readRecord, type RotatingCamera } from './rotating-camera.ts';
import { runRotateChannel } from './run-rotate-channel.ts';

/** Throws jest's error when it ends otherwise. `number`: of a camera that the world hasn't got yet. */
export async function expectCase(world: World, number: number, one: NamedCase, definition?: string): Promise<Ran> {
  const { given, expected } = one;
  const camera = await newRotatingCamera(world, number, given.before);
  const ran = await runRotateChannel(world, camera, { ...given, definition });
  const { outcome } = ran;
  await world.context.clock.advance(10_000);

  expectCalls(ran, one);
  expect([outcome.status, outcome.error]).toEqual([expected.status, expected.error]);
  if (outcome.status === 'FAILED') {
    const { message, cameraName } = readCause(outcome.cause);
    expect(cameraName).toBe(camera.cameraName);
    expect(message).toContain(`camera ${camera.cameraName} (channel ${camera.channelArn})`);
    for (const sentence of expected.says ?? []) expect(message).toContain(sentence);
  }
  await expectEnd(world, camera, expected);

  // Whatever was left: the next attempt finishes it, unless somebody else's channel is in the way.
  if (expected.status === 'SUCCEEDED' || expected.channel === 'foreign') return ran;
  if (given.before?.some((word) => word.endsWith('never becomes ACTIVE'))) return ran;
  expect((await runRotateChannel(world, camera)).outcome.status).toBe('SUCCEEDED');
  await expectRotated(world, camera);
  return ran;
}

async function expectEnd(world: World, camera: RotatingCamera, expected: End): Promise<void> {
  const [record, channel] = [await readRecord(world, camera.cameraName), await findChannel(world, camera.cameraName)];
  if (expected.record === 'none') expect(record).toBeUndefined();
  else if (expected.record === 'untouched') expect(record).toEqual(camera.record);
  else expect(record?.status).toEqual({ S: expected.record });
  if (expected.record === 'ROTATING') expect(record?.channelArn).toEqual({ S: camera.channelArn });
  if (expected.record === 'ACTIVE') await expectRotated(world, camera);

  if (expected.channel === 'none') return expect(channel).toBeUndefined();
  if (expected.channel === 'old') return expect(channel?.arn).toBe(camera.channelArn);
  if (expected.channel === 'foreign' || expected.channel === 'of an earlier attempt') {
    return expect(channel).toMatchObject({ arn: camera.otherArn, status: 'ACTIVE' });
  }
  expect(channel?.arn).not.toBe(camera.channelArn);
  if (expected.channel === 'new') expect(channel?.arn).not.toBe(camera.otherArn);
}

export async function expectRotated(world: World, camera: RotatingCamera) {
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
