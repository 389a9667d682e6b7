// Runs every failure case of provision-camera through the real interpreter and the real local services.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  validateCameraProvisioned,
  validateCameraProvisioningFailed,
  validateRegistrationEvent,
} from '../../../events/index.ts';
import { runnableCases, type End, type NamedCase } from './cases.ts';
import { runProvisionCamera, type Ran } from './run-provision-camera.ts';
import { prepare } from './what-was-there.ts';
import { whatStands, type Found } from './what-stands.ts';
import { startWorld, type Camera, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const all = runnableCases().map((one, number) => ({ ...one, number }));
const byState = [...new Set(all.map(({ state }) => state))];

describe.each(byState)('%s', (state) => {
  it.each(all.filter((one) => one.state === state))('$name', async ({ number, given, expected, situation }) => {
    const camera = await world.newCamera(number);
    await prepare(world, camera, given.before ?? []);
    const before = await whatStands(world, camera);

    const ran = await runProvisionCamera(world, camera, given);
    await world.context.clock.advance(10_000);
    const found = await whatStands(world, camera);

    expectItHappened(ran, { state, given, situation });
    expectEnd(ran, camera, expected);
    expect({ standing: [...found.ours].sort(), certificate: found.certificate }).toEqual({
      standing: [...expected.standing].sort(),
      certificate: expected.certificate,
    });
    if (!given.before?.some((word) => /^foreign .*being deleted$/.test(word)))
      expect(found.foreign).toEqual(before.foreign);
    if (found.ours.includes('record') && found.channelArn) expectRecord(ran, found, before);
    expectAnnouncement(ran, camera, expected);
    await expectParked(camera, expected.parked ?? 0, given.attempt ?? 1);
  });
});

/** A case that never comes to its state, or to its answers, would prove nothing. */
function expectItHappened(
  { answers, history }: Ran,
  { state, given, situation }: Pick<NamedCase, 'state' | 'given' | 'situation'>,
): void {
  for (const [scripted, list] of Object.entries(given.answers ?? {})) {
    const least = typeof list === 'string' ? 1 : list.length;
    expect([scripted, answers.callsOf(scripted) >= least]).toEqual([scripted, true]);
  }
  const entered = new Set(history.map(({ stateEnteredEventDetails: entry }) => entry?.name));
  if (situation !== 'alreadyThereForeign') expect([...entered]).toContain(state);
}

function expectEnd({ outcome, history }: Ran, camera: Camera, expected: End & { end: string }): void {
  expect([outcome.status, outcome.error]).toEqual([expected.status, expected.error]);
  if (outcome.status === 'SUCCEEDED') return;
  expect(history.some(({ type }) => type === 'FailStateEntered')).toBe(true);
  expect(outcome.cause).toContain(camera.certificateId);
  for (const sentence of expected.says ?? []) expect(outcome.cause).toContain(sentence);
  const isClean = expected.end.startsWith('clean');
  if (isClean && expected.parked !== 0 && expected.announced)
    expect(outcome.cause).toContain('Nothing of it is left behind.');
}

function expectRecord({ executionName }: Ran, { record, channelArn, streamArn }: Found, before: Found): void {
  const { serialNumber: _serial, ...earlier } = before.record ?? {};
  expect(record).toMatchObject({
    registeredBy: { S: executionName },
    userId: { S: 'alice@example.com' },
    role: { S: 'OWNER' },
    channelArn: { S: channelArn },
    ...(streamArn && { streamArn: { S: streamArn } }),
    status: { S: 'ACTIVE' },
    ...earlier,
  });
}

function expectAnnouncement({ executionName }: Ran, { certificateId }: Camera, { announced, status }: End): void {
  const events = world.announced.filter(({ detail }) => detail.certificateId === certificateId);
  expect([...new Set(events.map(({ detailType }) => detailType))]).toEqual(announced === null ? [] : [announced]);
  for (const { detail } of events) {
    expect(detail.executionName).toBe(executionName);
    if (status === 'SUCCEEDED') validateCameraProvisioned(detail);
    else validateCameraProvisioningFailed(detail);
  }
}

async function expectParked({ certificateId }: Camera, count: number, attempt: number): Promise<void> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await world.call('sqs', 'ReceiveMessage', {
      QueueUrl: world.deadLetterQueueUrl,
      MaxNumberOfMessages: 10,
    });
    if (Messages.length === 0) break;
    for (const { Body, ReceiptHandle } of Messages) {
      bodies.push(Body!);
      await world.call('sqs', 'DeleteMessage', { QueueUrl: world.deadLetterQueueUrl, ReceiptHandle });
    }
  }
  expect(bodies.map((body) => validateRegistrationEvent(JSON.parse(body)))).toEqual(
    Array.from({ length: count }, () => ({
      certificateId,
      caCertificateId: 'a'.repeat(64),
      timestamp: expect.any(Number),
      certificateStatus: 'PENDING_ACTIVATION',
      awsAccountId: '000000000000',
      certificateRegistrationTimestamp: null,
      attempt: attempt + 1,
    })),
  );
}
