// What must hold of a camera's certificates at any time, and once a renewal is finished.
import { expect } from '@jest/globals';
import type { World } from '../provision-camera/world.ts';
import { certificatesOf, marksOf, readRecord, standingOf, type RenewingCamera } from './renewing-camera.ts';
import { runRenewCertificate } from './run-renew-certificate.ts';

/** A certificate that can do something is named, and the one in service can do everything. */
export async function expectSound(world: World, camera: RenewingCamera): Promise<void> {
  await world.context.clock.advance(10_000);
  const record = await readRecord(world, camera);
  const named = ['certificateId', 'nextCertificateId', 'formerCertificateId'].map((name) => record[name]?.S);
  for (const id of certificatesOf(camera)) {
    const standing = await standingOf(world, id);
    if (!named.includes(id)) expect([id, standing]).toEqual([id, 'dead']);
    if (id === record['certificateId']!.S) expect([id, standing]).toEqual([id, 'in service']);
  }
}

/** The record names one certificate; thing, channel and stream name the same one. */
export async function expectSettled(
  world: World,
  camera: RenewingCamera,
  { unmarked = [] }: { readonly unmarked?: readonly string[] | undefined } = {},
): Promise<{ renewed: boolean; certificateId: string }> {
  await expectSound(world, camera);
  const record = await readRecord(world, camera);
  const certificateId = record['certificateId']!.S!;
  expect(Object.keys(record).filter((name) => /^(next|former)/.test(name))).toEqual([]);
  const marks = await marksOf(world, camera);
  expect(Object.keys(marks).filter((name) => marks[name] !== certificateId)).toEqual(unmarked);
  return { renewed: certificateId !== camera.certificateId, certificateId };
}

/** Whatever is left: without a request of the camera it is finished, one way or the other. */
export async function expectFinished(
  world: World,
  camera: RenewingCamera,
  expected: Parameters<typeof expectSettled>[2] = {},
): Promise<void> {
  await expectSound(world, camera);
  await runRenewCertificate(world, camera, { resumes: true });
  await expectSettled(world, camera, expected);
}
