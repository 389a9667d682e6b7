// Runs one case of retire-camera through the real interpreter and the real local services, and compares how it ends.
import { expect } from '@jest/globals';
import { validateCameraRetired } from '../../../events/index.ts';
import { readCause } from '../../../executions/cause.ts';
import type { World } from '../provision-camera/world.ts';
import { expectCalls } from '../expect-calls.ts';
import type { Ran } from '../run-definition.ts';
import type { End, NamedCase } from './case.ts';
import { newRegisteredCamera, remainsOf, type RetiringCamera } from './retiring-camera.ts';
import { everything, runRetireCamera, type Run } from './run-retire-camera.ts';
import { prepare } from './what-was-there.ts';

export async function expectCase(world: World, number: number, one: NamedCase, definition?: string): Promise<Ran> {
  const { given, expected } = one;
  const camera = await newRegisteredCamera(world, number, { stream: true });
  await prepare(world, camera, given.before ?? []);
  const before = (await remainsOf(world, camera)).manifest;
  const { media = everything.media } = given;
  const request: Run = { ...everything, media, ...given.request };
  const announced = world.announced.length;

  const ran = await runRetireCamera(world, camera, { ...request, answers: given.answers, definition });
  await world.context.clock.advance(10_000);
  expectCalls(ran, one);
  const { outcome } = ran;
  expect([outcome.status, outcome.error]).toEqual([expected.status, expected.error]);
  if (outcome.status === 'FAILED') {
    const { message, cameraName, serialNumber } = readCause(outcome.cause);
    expect([cameraName, serialNumber]).toEqual([camera.cameraName, camera.serialNumber]);
    for (const sentence of expected.says ?? []) expect(message).toContain(sentence);
  }
  await expectEnd(world, camera, expected, before);
  expectAnnounced(world.announced.slice(announced), camera, request, expected);

  // Whatever was left: the next execution retires the camera.
  if (expected.error !== 'RetirementIncomplete') return ran;
  expect((await runRetireCamera(world, camera, request)).outcome.status).toBe('SUCCEEDED');
  await world.context.clock.advance(10_000);
  expect(await remainsOf(world, camera)).toMatchObject({ standing: [], certificate: 'deleted' });
  return ran;
}

async function expectEnd(world: World, camera: RetiringCamera, expected: End, manifestBefore: unknown): Promise<void> {
  const { standing, certificate, status, tombstone, manifest } = await remainsOf(world, camera);
  expect({ standing: [...standing].sort(), certificate, record: status ?? 'none' }).toEqual({
    standing: [...expected.standing].sort(),
    certificate: expected.certificate,
    record: expected.record,
  });
  expect(tombstone?.['epoch']).toEqual(expected.tombstone ? { N: camera.epoch } : undefined);
  if (expected.manifest === 'untouched') expect(manifest).toEqual(manifestBefore);
  else if (expected.manifest === 'none') expect(manifest).toBeUndefined();
  else expect(Object.keys(manifest!).sort()).toEqual(['cameraName', 'pk', 'sk']);
}

function expectAnnounced(
  events: World['announced'],
  { cameraName, serialNumber, certificateId }: RetiringCamera,
  { certificate, recordings, manifest }: Run,
  { announced }: End,
): void {
  expect([...new Set(events.map(({ detailType }) => detailType))]).toEqual(announced ? ['CameraRetired'] : []);
  for (const { detail } of events) {
    validateCameraRetired(detail);
    expect(detail).toMatchObject({ cameraName, serialNumber, certificateId, certificate, recordings, manifest });
  }
}
