// Runs one case of renew-certificate through the real interpreter and the real local services, and compares how it ends.
import { expect } from '@jest/globals';
import {
  validateCertificateDelivery,
  validateCertificateRefusal,
  validateCertificateRenewed,
} from '../../../events/index.ts';
import { readCause } from '../../../executions/cause.ts';
import type { World } from '../provision-camera/world.ts';
import { expectCalls } from '../expect-calls.ts';
import type { Ran } from '../run-definition.ts';
import type { End, NamedCase } from './case.ts';
import { expectFinished, expectSettled, expectSound } from './expect-sound.ts';
import { newRenewingCamera, readRecord, type Item, type RenewingCamera } from './renewing-camera.ts';
import { runRenewCertificate } from './run-renew-certificate.ts';
import { prepare } from './what-was-there.ts';

export async function expectCase(world: World, number: number, one: NamedCase, definition?: string): Promise<Ran> {
  const { given, expected } = one;
  const camera = await newRenewingCamera(world, number);
  await prepare(world, camera, given.before ?? []);
  const before = await readRecord(world, camera);
  const toldBefore = world.told.length;
  const announcedBefore = world.announced.length;
  const begun = world.context.clock.now();
  const due = new Map(Object.entries(given.meanwhile ?? {}));

  const ran = await runRenewCertificate(world, camera, {
    ...given,
    definition,
    async meanwhile(state) {
      const word = due.get(state);
      due.delete(state);
      if (word !== undefined) await prepare(world, camera, [word]);
    },
  });
  expectCalls(ran, one);
  expect([...due.keys()]).toEqual([]);
  const { outcome } = ran;
  expect([outcome.status, outcome.error]).toEqual([expected.status, expected.error]);
  if (outcome.status === 'FAILED') {
    const { message, cameraName } = readCause(outcome.cause);
    expect(cameraName).toBe(camera.cameraName);
    for (const sentence of expected.says ?? []) expect(message).toContain(sentence);
  }
  expect(world.context.clock.now() - begun).toBeGreaterThanOrEqual((expected.lasts ?? 0) * 1000);
  expectTold(world.told.slice(toldBefore), camera, outcome.error, expected);

  const record = await readRecord(world, camera);
  expectAnnounced(world.announced.slice(announcedBefore), before, record, expected);
  if (expected.certificate === 'untouched') {
    expect(record).toEqual(before);
    return ran;
  }
  await expectSound(world, camera);
  expect({
    certificate: record['certificateId']!.S === camera.certificateId ? 'old' : 'new',
    next: record['nextCertificateId'] !== undefined,
    former: record['formerCertificateId'] !== undefined,
  }).toEqual({
    certificate: expected.certificate,
    next: expected.names === 'next',
    former: expected.names === 'former',
  });
  if (expected.names === undefined) await expectSettled(world, camera, expected);
  else await expectFinished(world, camera, expected);
  return ran;
}

function expectTold(
  told: World['told'],
  { cameraName }: RenewingCamera,
  error: string | undefined,
  expected: End,
): void {
  const own = told.filter((one) => one.cameraName === cameraName);
  const tells = own.map(({ tell }) => tell);
  expect(tells.filter((tell, index) => tell !== tells[index - 1])).toEqual(expected.told);
  for (const { tell, message } of own) {
    if (tell === 'certificate') validateCertificateDelivery(message);
    else expect(validateCertificateRefusal(message).error).toBe(error?.replace('.', ''));
  }
}

function expectAnnounced(events: World['announced'], before: Item, record: Item, { announced = false }: End): void {
  expect(new Set(events.map(({ detailType }) => detailType))).toEqual(new Set(announced ? ['CertificateRenewed'] : []));
  for (const { detail } of events) {
    expect(validateCertificateRenewed(detail)).toMatchObject({
      cameraName: record['cameraName']!.S,
      serialNumber: record['serialNumber']!.S,
      certificateId: record['certificateId']!.S,
      formerCertificateId: (before['formerCertificateId'] ?? before['certificateId'])!.S,
    });
  }
}
