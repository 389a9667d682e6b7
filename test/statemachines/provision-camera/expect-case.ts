// Runs one case of provision-camera through the real interpreter and the real local services, and compares how it ends.
import { expect } from '@jest/globals';
import * as contracts from '../../../events/index.ts';
import { readCause } from '../../../executions/cause.ts';
import { expectCalls } from '../expect-calls.ts';
import type { ExpectedEnd, NamedCase } from './case.ts';
import { runProvisionCamera, type Ran } from './run-provision-camera.ts';
import { prepare } from './what-was-there.ts';
import { whatStands, type Found } from './what-stands.ts';
import type { Camera, World } from './world.ts';

/** Throws jest's error when it ends otherwise. `number`: of a camera that the world hasn't got yet. */
export const expectCase = (world: World, number: number, one: NamedCase, definition?: string): Promise<Ran> =>
  expectCaseOf({ definition }, world, number, one);

/** The same of a case in which retire-camera undoes the registration. Returns that execution. */
export async function expectUndoCase(
  world: World,
  number: number,
  one: NamedCase,
  retireDefinition?: string,
): Promise<Ran> {
  const [undo] = (await expectCaseOf({ retireDefinition }, world, number, one)).nested;
  return undo!;
}

interface Definitions {
  readonly definition?: string | undefined;
  readonly retireDefinition?: string | undefined;
}

async function expectCaseOf(definitions: Definitions, world: World, number: number, one: NamedCase): Promise<Ran> {
  const { given, expected } = one;
  const camera = await world.newCamera(number);
  await prepare(world, camera, given.before ?? []);
  const before = await whatStands(world, camera);

  const ran = await runProvisionCamera(world, camera, { ...given, ...definitions });
  await world.context.clock.advance(10_000);
  const found = await whatStands(world, camera);

  expectCalls(ran, one);
  expectEnd(ran, camera, expected);
  expect({ standing: [...found.ours].sort(), certificate: found.certificate }).toEqual({
    standing: [...expected.standing].sort(),
    certificate: expected.certificate,
  });
  if (!given.before?.some((word) => /^foreign .*being deleted$|^a former life|^stream that was kept$/.test(word)))
    expect(found.foreign).toEqual(before.foreign);
  // A record that is left behind names a channel that is gone.
  const recorded = found.ours.includes('record') && found.record?.['channelArn'] !== undefined && found.channelArn;
  if (given.before?.includes('a former life')) expectNewLife(ran, found, camera);
  else if (given.before?.some((word) => word.startsWith('a former life that goes on')))
    expectSameLife(ran, found, camera);
  else if (ran.outcome.status === 'SUCCEEDED' || recorded) expectRecord(ran, found, before);
  expectAnnouncement(world, ran, camera, expected);
  await expectParked(world, camera, expected.parked ?? 0, given.attempt ?? 1);
  return ran;
}

function expectEnd({ outcome, history }: Ran, camera: Camera, expected: ExpectedEnd): void {
  expect([outcome.status, outcome.error]).toEqual([expected.status, expected.error]);
  if (outcome.status === 'SUCCEEDED') return;
  expect(history.some(({ type }) => type === 'FailStateEntered')).toBe(true);
  const { message, ...subject } = readCause(outcome.cause);
  expect(message).toContain(camera.certificateId);
  for (const sentence of expected.says ?? []) expect(message).toContain(sentence);
  const { cameraName, serialNumber } = camera;
  expect(subject).toEqual(message.startsWith('The camera with the certificate') ? {} : { cameraName, serialNumber });
}

function expectRecord({ executionName }: Ran, { record, channelArn, streamArn }: Found, before: Found): void {
  const { serialNumber: _serial, status: _status, ...earlier } = before.record ?? {};
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

/** Nothing of the former life is in it: neither owner nor epoch. */
function expectNewLife({ executionName, outcome }: Ran, { record }: Found, { certificateId, epoch }: Camera): void {
  if (outcome.status !== 'SUCCEEDED') return;
  expect(record).toMatchObject({
    registeredBy: { S: executionName },
    certificateId: { S: certificateId },
    epoch: { N: epoch },
    status: { S: 'ACTIVE' },
  });
  expect(record).not.toHaveProperty('userId');
}

/** Whose it is, and since when, is as it was. */
function expectSameLife({ outcome }: Ran, { record }: Found, { serialNumber, certificateId }: Camera): void {
  expect(record).toMatchObject({
    serialNumber: { S: serialNumber },
    certificateId: { S: certificateId },
    epoch: { N: '7' },
    userId: { S: 'bob@example.com' },
    role: { S: 'OWNER' },
    registeredBy: { S: 'an-earlier-attempt' },
    status: { S: outcome.status === 'SUCCEEDED' ? 'ACTIVE' : 'REGISTERING' },
  });
}

function expectAnnouncement(
  world: World,
  { executionName }: Ran,
  { certificateId }: Camera,
  { announced, announces = [] }: ExpectedEnd,
): void {
  const events = world.announced.filter(({ detail }) => detail.certificateId === certificateId);
  expect([...new Set(events.map(({ detailType }) => detailType))]).toEqual([
    ...announces,
    ...(announced === null ? [] : [announced]),
  ]);
  for (const { detailType, detail } of events) {
    const isNested = detailType === 'CameraReplaced';
    expect(detail.executionName).toBe(isNested ? `${executionName}-former` : executionName);
    const validate = Object.entries(contracts).find(([name]) => name === `validate${detailType}`)?.[1];
    if (!validate) throw new Error(`There is no schema of ${detailType} in events/.`);
    (validate as (value: unknown) => unknown)(detail);
  }
}

async function expectParked(world: World, { certificateId }: Camera, count: number, attempt: number): Promise<void> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await world.call('sqs', 'ReceiveMessage', {
      QueueUrl: world.deadLetterQueueUrl,
      MaxNumberOfMessages: 10,
    });
    if (Messages.length === 0) break;
    for (const { Body, ReceiptHandle } of Messages) {
      // Of other cameras where their case has ended before it looked.
      if (Body!.includes(certificateId)) bodies.push(Body!);
      await world.call('sqs', 'DeleteMessage', { QueueUrl: world.deadLetterQueueUrl, ReceiptHandle });
    }
  }
  expect(bodies.map((body) => contracts.validateRegistrationEvent(JSON.parse(body)))).toEqual(
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
