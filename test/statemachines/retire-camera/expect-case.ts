// Runs one case of retire-camera through the real interpreter and the real local services, and compares how it ends.
import { expect } from '@jest/globals';
import { validateCameraReplaced, validateCameraRetired } from '../../../events/index.ts';
import { readCause } from '../../../executions/cause.ts';
import type { World } from '../provision-camera/world.ts';
import { expectCalls } from '../expect-calls.ts';
import type { Ran } from '../run-definition.ts';
import type { End, NamedCase } from './case.ts';
import { newRegisteredCamera, remainsOf, type Remains, type RetiringCamera } from './retiring-camera.ts';
import { everything, replacement, runRetireCamera, successor, type Run } from './run-retire-camera.ts';
import { prepare } from './what-was-there.ts';

export const expectCase = (world: World, number: number, one: NamedCase, definition?: string): Promise<Ran> =>
  expectCaseOf(everything, world, number, one, definition);

/** The same where another camera takes the place. */
export const expectReplacingCase = (world: World, number: number, one: NamedCase, definition?: string): Promise<Ran> =>
  expectCaseOf(replacement, world, number, one, definition);

async function expectCaseOf(
  usual: Run,
  world: World,
  number: number,
  one: NamedCase,
  definition: string | undefined,
): Promise<Ran> {
  const { given, expected } = one;
  const camera = await newRegisteredCamera(world, number, { stream: true });
  await prepare(world, camera, given.before ?? []);
  const before = await remainsOf(world, camera);
  const { media = usual.media } = given;
  const request: Run = { ...usual, media, ...given.request };
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

  // Whatever was left: the next execution ends it.
  if (expected.error !== 'RetirementIncomplete') return ran;
  expect((await runRetireCamera(world, camera, request)).outcome.status).toBe('SUCCEEDED');
  await world.context.clock.advance(10_000);
  expect(await remainsOf(world, camera)).toMatchObject(
    request.successor
      ? { status: 'REGISTERING', certificate: 'INACTIVE' }
      : { standing: request.recordings === 'keep' ? ['stream'] : [], certificate: 'deleted' },
  );
  return ran;
}

async function expectEnd(world: World, camera: RetiringCamera, expected: End, before: Remains): Promise<void> {
  const { standing, certificate, status, tombstone, manifest, record, streamTags } = await remainsOf(world, camera);
  expect({ standing: [...standing].sort(), certificate, record: status ?? 'none' }).toEqual({
    standing: [...expected.standing].sort(),
    certificate: expected.certificate,
    record: expected.record,
  });
  expect(tombstone?.['epoch']).toEqual(expected.tombstone ? { N: camera.epoch } : undefined);
  if (expected.manifest === 'untouched') expect(manifest).toEqual(before.manifest);
  else if (expected.manifest === 'none') expect(manifest).toBeUndefined();
  else expect(Object.keys(manifest!).sort()).toEqual(['cameraName', 'pk', 'sk']);
  if (streamTags && expected.stream === 'untouched') expect(streamTags).toEqual(before.streamTags);
  if (streamTags && expected.stream === 'successors') {
    expect(streamTags).toEqual({
      ...before.streamTags,
      'lensgate:serialNumber': successor.serialNumber,
      'lensgate:certificateId': successor.certificateId,
    });
  }
  if (streamTags && expected.stream?.startsWith('kept')) {
    const first = before.record?.['registeredWith']?.S ?? camera.certificateId;
    expect(streamTags).toEqual({ ...before.streamTags, 'lensgate:certificateId': `kept:${first}` });
  }
  // By which whoever looks after the fleet knows who is waited for.
  if (expected.record === 'REPLACING')
    expect(record!['successorCertificateId']).toEqual({ S: successor.certificateId });
  if (record && expected.record === 'REGISTERING') {
    const [serialNumber, certificateId] = [{ S: successor.serialNumber }, { S: successor.certificateId }];
    const { registeredWith: _former, ...kept } = before.record!;
    expect(record).toEqual({ ...kept, serialNumber, certificateId, status: { S: 'REGISTERING' } });
  }
}

function expectAnnounced(
  events: World['announced'],
  { cameraName, serialNumber, certificateId }: RetiringCamera,
  { certificate, recordings, manifest, successor: next }: Run,
  { announced }: End,
): void {
  const event = next ? 'CameraReplaced' : 'CameraRetired';
  expect([...new Set(events.map(({ detailType }) => detailType))]).toEqual(announced ? [event] : []);
  for (const { detail } of events) {
    if (next) {
      validateCameraReplaced(detail);
      expect(detail).toMatchObject({
        cameraName,
        formerSerialNumber: serialNumber,
        formerCertificateId: certificateId,
        ...next,
      });
      continue;
    }
    validateCameraRetired(detail);
    expect(detail).toMatchObject({ cameraName, serialNumber, certificateId, certificate, recordings, manifest });
  }
}
