// One camera, one execution, however often and in whatever order AWS IoT says that it knocked.
import { describe, expect, it } from '@jest/globals';
import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type DescribeExecutionCommandInput,
  type SFNClient,
  type StartExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { coolDownMs } from '../../executions/attempt.ts';
import { readSettings } from '../../functions/start-provisioning/environment.ts';
import { executionsOf } from '../../executions/executions.ts';
import { startProvisioning } from '../../functions/start-provisioning/start-provisioning.ts';
import { fakeClient } from './fake-client.ts';
import { recordedLog } from './recorded-log.ts';
import { registrationEventSample } from './sample.ts';

const registrationEvent = registrationEventSample();
const { certificateId, caCertificateId } = registrationEvent;
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:ProvisionCamera';
const executionArn = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:ProvisionCamera:${name}`;
const now = Date.UTC(2026, 10, 22, 8);
const minutes = 60_000;

interface Known {
  input?: string | undefined;
  status: string;
  stopDate?: Date;
}
const failed = (minutesAgo: number, status = 'FAILED'): Known => ({
  status,
  stopDate: new Date(now - minutesAgo * minutes),
});
const running: Known = { status: 'RUNNING' };

/** Step Functions' true name semantics over a few executions. */
function stepFunctions(executions: Record<string, Known> = {}) {
  const known = new Map(Object.entries(executions));
  const { client, calls } = fakeClient<SFNClient>({
    StartExecution: ({ name, input }: StartExecutionCommandInput) => {
      const existing = known.get(name!);
      if (existing && !(existing.status === 'RUNNING' && existing.input === input)) {
        throw new ExecutionAlreadyExists({ message: 'exists', $metadata: {} });
      }
      known.set(name!, { status: 'RUNNING', input });
      return { executionArn: executionArn(name!) };
    },
    DescribeExecution: ({ executionArn: arn }: DescribeExecutionCommandInput) => {
      const found = known.get(arn!.split(':').at(-1)!);
      if (!found || arn !== executionArn(arn!.split(':').at(-1)!)) {
        throw new ExecutionDoesNotExist({ message: 'none', $metadata: {} });
      }
      return found;
    },
  });
  return { client, calls, known };
}

function run(bodies: readonly unknown[], executions: Record<string, Known> = {}) {
  const log = recordedLog();
  const { client, calls } = stepFunctions(executions);
  const records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }));
  const result = startProvisioning({ Records: records } as SQSEvent, {
    executions: executionsOf(client, stateMachineArn),
    now: () => now,
    log,
  });
  const started = () =>
    calls.filter(({ command }) => command === 'StartExecution').map(({ input: { name, input } }) => [name, input]);
  return { result, log, calls, started };
}

const input = `{"certificateId":"${certificateId}","caCertificateId":"${caCertificateId}"}`;
const inputOfAttempt = (n: number) => `${input.slice(0, -1)},"attempt":${n}}`;
const done = { batchItemFailures: [] };
const failedItems = (...indexes: number[]) => ({
  batchItemFailures: indexes.map((index) => ({ itemIdentifier: `message-${index}` })),
});

describe('start-provisioning', () => {
  it('starts an execution named after the certificate, with the canonical input', async () => {
    const { result, started, calls, log } = run([registrationEvent]);
    expect(await result).toEqual(done);
    expect(started()).toEqual([[certificateId, input]]);
    expect(calls[0]!.input.stateMachineArn).toBe(stateMachineArn);
    expect(log.lines).toMatchObject([{ outcome: 'started', certificateId, executionName: certificateId }]);
  });

  it.each<[string, object]>([
    ['a timestamp as text', { timestamp: '1552061705277' }],
    ['a later event, which says when the certificate was registered', { certificateRegistrationTimestamp: '1552061705277' }], // prettier-ignore
    ['an event that says so by a number', { certificateRegistrationTimestamp: 1552061705277 }],
    ['an event that says neither that nor the account', { certificateRegistrationTimestamp: undefined, awsAccountId: undefined }], // prettier-ignore
    ['a field of a later time', { somethingNew: true }],
    ['keys in another order', Object.fromEntries(Object.entries(registrationEvent).reverse())],
  ])('gives the same input for %s', async (_, change) => {
    const { result, started } = run([{ ...registrationEvent, ...change }]);
    expect(await result).toEqual(done);
    expect(started()).toEqual([[certificateId, input]]);
  });

  it('starts once for a camera that knocked several times within a batch', async () => {
    const { result, started, log } = run([
      registrationEvent,
      { ...registrationEvent, timestamp: 2 },
      registrationEvent,
    ]);
    expect(await result).toEqual(done);
    expect(started()).toHaveLength(1);
    expect(log.lines).toHaveLength(3);
  });

  it('starts one execution per camera', async () => {
    const other = { ...registrationEvent, certificateId: 'c'.repeat(64) };
    const { result, started } = run([registrationEvent, other]);
    expect(await result).toEqual(done);
    expect(started().map(([name]) => name)).toEqual([certificateId, 'c'.repeat(64)]);
  });

  it.each<[string, Record<string, Known>, string]>([
    ['runs, which StartExecution itself takes for the same', { [certificateId]: { ...running, input } }, 'started'],
    ['runs with another input', { [certificateId]: running }, 'already-running'],
    ['has succeeded', { [certificateId]: { status: 'SUCCEEDED', stopDate: new Date(now) } }, 'already-registered'],
    ['has failed just now', { [certificateId]: failed(14) }, 'cooling-down'],
    ['has timed out just now', { [certificateId]: failed(14, 'TIMED_OUT') }, 'cooling-down'],
    ['was aborted just now', { [certificateId]: failed(14, 'ABORTED') }, 'cooling-down'],
    ['runs as the second attempt', { [certificateId]: failed(60), [`${certificateId}-2`]: running }, 'already-running'],
    ['has succeeded in the second attempt', { [certificateId]: failed(60), [`${certificateId}-2`]: { status: 'SUCCEEDED', stopDate: new Date(now) } }, 'already-registered'], // prettier-ignore
    ['has failed twice, and rests twice as long', { [certificateId]: failed(600), [`${certificateId}-2`]: failed(29) }, 'cooling-down'], // prettier-ignore
  ])('starts nothing new while the registration %s', async (_, executions, outcome) => {
    const { result, started, log } = run([registrationEvent], executions);
    expect(await result).toEqual(done);
    expect(started()).toHaveLength(1); // the first attempt's, which Step Functions refuses or merges
    expect(log.lines).toMatchObject([{ outcome }]);
  });

  it('says until when a failed registration rests', async () => {
    const { result, log } = run([registrationEvent], { [certificateId]: failed(5) });
    await result;
    expect(log.lines).toMatchObject([{ outcome: 'cooling-down', retryAfter: '2026-11-22T08:10:00.000Z' }]);
  });

  it.each<[string, Record<string, Known>, number]>([
    ['FAILED', { [certificateId]: failed(15) }, 2],
    ['SUCCEEDED before the certificate was re-armed', { [certificateId]: { status: 'SUCCEEDED', stopDate: new Date((registrationEvent.timestamp as number) - 1) } }, 2], // prettier-ignore
    ['TIMED_OUT', { [certificateId]: failed(15, 'TIMED_OUT') }, 2],
    ['ABORTED', { [certificateId]: failed(15, 'ABORTED') }, 2],
    ['FAILED twice', { [certificateId]: failed(900), [`${certificateId}-2`]: failed(30) }, 3],
  ])('starts the next attempt when the last one %s and has rested', async (_, executions, attempt) => {
    const { result, started } = run([registrationEvent], executions);
    expect(await result).toEqual(done);
    expect(started().at(-1)).toEqual([`${certificateId}-${attempt}`, inputOfAttempt(attempt)]);
  });

  it.each([
    [1, 15],
    [2, 30],
    [3, 60],
    [7, 960],
    [8, 1440],
    [90, 1440],
  ])('lets attempt %d rest for %d minutes', (attempt, expected) => {
    expect(coolDownMs(attempt) / minutes).toBe(expected);
  });

  it('starts the attempt that a parked message names at once, whatever failed before', async () => {
    const { result, started } = run([{ ...registrationEvent, attempt: 2 }], { [certificateId]: failed(0) });
    expect(await result).toEqual(done);
    expect(started()).toEqual([[`${certificateId}-2`, inputOfAttempt(2)]]);
  });

  it('does not repeat an attempt that a parked message names twice', async () => {
    const executions = { [certificateId]: failed(600), [`${certificateId}-2`]: failed(600) };
    const { result, started, log } = run([{ ...registrationEvent, attempt: 2 }], executions);
    expect(await result).toEqual(done);
    expect(started()).toHaveLength(1);
    expect(log.lines).toMatchObject([{ outcome: 'already-attempted' }]);
  });

  it('leaves a parked message in the queue while the attempt before still cleans up', async () => {
    const { result, started } = run([{ ...registrationEvent, attempt: 2 }], { [certificateId]: running });
    expect(await result).toEqual(failedItems(0));
    expect(started()).toEqual([]);
  });

  it('takes an event that a topic rule could not deliver out of its wrapping', async () => {
    const original = Buffer.from(JSON.stringify(registrationEvent)).toString('base64');
    const { result, started } = run([{ ruleName: 'CameraRegistered', base64OriginalPayload: original, failures: [] }]);
    expect(await result).toEqual(done);
    expect(started()).toEqual([[certificateId, input]]);
  });

  it.each(['ACTIVE', 'INACTIVE', 'REVOKED'])('leaves a certificate that is %s alone, and says so', async (status) => {
    const { result, calls, log } = run([{ ...registrationEvent, certificateStatus: status }]);
    expect(await result).toEqual(done);
    expect(calls).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'info', outcome: 'ignored', certificateStatus: status }]);
  });
});

describe('any delivery', () => {
  const cameras = ['a', 'b', 'c'].map((digit) => ({ ...registrationEvent, certificateId: digit.repeat(64) }));
  // Which camera knocked, and whether its execution ends (and how) right after that message was taken.
  const knock = fc.record({
    camera: fc.nat(2),
    ending: fc.constantFrom(undefined, 'SUCCEEDED', 'FAILED'),
  });

  it('starts one execution per camera, however often, concurrently and shuffled its event comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(knock, { maxLength: 10 }), { maxLength: 15 }), async (batches) => {
        const { client, known } = stepFunctions();
        const executions = executionsOf(client, stateMachineArn);
        const deliver = async (batch: (typeof batches)[number]) => {
          const Records = batch.map(({ camera }, index) => ({
            messageId: `message-${index}`,
            body: JSON.stringify(cameras[camera]),
          }));
          const dependencies = { executions, now: () => now, log: recordedLog() };
          expect(await startProvisioning({ Records } as SQSEvent, dependencies)).toEqual(done);
          for (const { camera, ending } of batch) {
            const execution = known.get(cameras[camera]!.certificateId)!;
            if (ending && execution.status === 'RUNNING')
              Object.assign(execution, { status: ending, stopDate: new Date(now) });
          }
        };
        await Promise.all(batches.map(deliver));
        const knocked = new Set(batches.flat().map(({ camera }) => cameras[camera]!.certificateId));
        expect([...known.keys()].sort()).toEqual([...knocked].sort());
      }),
    );
  });
});

describe('a malformed message', () => {
  const change = (fields: object) => ({ ...registrationEvent, ...fields });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /not JSON/],
    ['an empty body', '', /not JSON/],
    ['a list', [], /payload/],
    ['null', 'null', /payload/],
    ['an empty object', {}, /certificateId is missing/],
    ['a short certificate id', change({ certificateId: 'abc' }), /certificateId/],
    ['an upper-case certificate id', change({ certificateId: 'C'.repeat(64) }), /certificateId/],
    ['no CA', change({ caCertificateId: undefined }), /caCertificateId is missing/],
    ['a timestamp that is neither number nor text', change({ timestamp: null }), /timestamp/],
    ['a timestamp that is no time', change({ timestamp: 'soon' }), /timestamp/],
    ['a status that is no text', change({ certificateStatus: 7 }), /certificateStatus/],
    ['a first attempt that says so', change({ attempt: 1 }), /attempt/],
    ['an attempt that is text', change({ attempt: '2' }), /attempt/],
    ['a wrapping around nothing', { base64OriginalPayload: '' }, /not JSON/],
  ])('fails by itself and names what is wrong: %s', async (_, body, message) => {
    const { result, started, log } = run([body, registrationEvent]);
    expect(await result).toEqual(failedItems(0));
    expect(started()).toEqual([[certificateId, input]]);
    const line = log.lines.find(({ level }) => level === 'error');
    expect(line).toMatchObject({
      messageId: 'message-0',
      error: { message: expect.stringMatching(message) as unknown },
    });
  });
});

describe('an outage of Step Functions', () => {
  it('leaves every message of that camera in the queue, and starts the others', async () => {
    const log = recordedLog();
    const other = { ...registrationEvent, certificateId: 'c'.repeat(64) };
    const { client } = fakeClient<SFNClient>({
      StartExecution: ({ name }: StartExecutionCommandInput) => {
        if (name === certificateId) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
        return {};
      },
    });
    const Records = [registrationEvent, other, registrationEvent].map((event, index) => ({
      messageId: `message-${index}`,
      body: JSON.stringify(event),
    }));
    const result = await startProvisioning({ Records } as SQSEvent, {
      executions: executionsOf(client, stateMachineArn),
      now: () => now,
      log,
    });
    expect(result).toEqual(failedItems(0, 2));
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  it('delivers again while an execution exists that cannot be described yet', async () => {
    const { client } = fakeClient<SFNClient>({
      StartExecution: () => {
        throw new ExecutionAlreadyExists({ message: 'exists', $metadata: {} });
      },
      DescribeExecution: () => {
        throw new ExecutionDoesNotExist({ message: 'none', $metadata: {} });
      },
    });
    const Records = [{ messageId: 'message-0', body: JSON.stringify(registrationEvent) }];
    const executions = executionsOf(client, stateMachineArn);
    const result = startProvisioning({ Records } as SQSEvent, { executions, now: () => now, log: recordedLog() });
    expect(await result).toEqual(failedItems(0));
  });
});

describe('settings of start-provisioning', () => {
  it('name the state machine', () => {
    expect(readSettings({ STATE_MACHINE_ARN: stateMachineArn })).toEqual({ stateMachineArn });
    expect(() => readSettings({})).toThrow(/STATE_MACHINE_ARN/);
  });
});
