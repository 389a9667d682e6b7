// Messages of the history queue as AWS puts them there, and the items that they become.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { GetCommandInput, PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { readSettings } from '../../functions/record-history/environment.ts';
import { recordHistory } from '../../functions/record-history/record-history.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { fakeClient } from './fake-client.ts';
import { recordedLog } from './recorded-log.ts';

const now = Date.UTC(2026, 10, 22, 8, 0, 0, 250); // 1795334400250
const expiresAt = 1803110400; // 90 days later
const certificateId = '3f2a9c5d7e8b1a6f4c0d9e2b7a5f8c1d6e3b0a9f4d7c2e5b8a1f6d3c0e9b7a52';
const done = { batchItemFailures: [] };

const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../events/${name}.sample.json`, import.meta.url), 'utf8')) as never;

/** An event as EventBridge hands it to a queue. */
const busEvent = (source: string, type: string, detail: unknown) => ({
  version: '0',
  id: '315c1398-40ff-a850-213b-158f73e60175',
  'detail-type': type,
  source,
  account: '123456789012',
  time: '2026-11-22T08:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail,
});
const statusChange = (changes: object = {}) =>
  busEvent('aws.states', 'Step Functions Execution Status Change', {
    ...sample('execution-status-change'),
    ...changes,
  });
const presence = (changes: object = {}) => ({ ...sample('presence-event'), ...changes });

/** `named`: by the record of each camera. */
async function run(
  bodies: readonly unknown[],
  put: (input: PutCommandInput) => unknown = () => ({}),
  named: object | undefined = { certificateId },
) {
  const log = recordedLog();
  const asked: unknown[] = [];
  const { client, calls } = fakeClient<DocumentClient>({
    Put: put,
    Get: ({ TableName, Key }: GetCommandInput) => {
      asked.push([TableName, Key]);
      return named ? { Item: named } : {};
    },
  });
  const Records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }));
  const tables = { tableName: 'HistoryTable', cameraTableName: 'CameraTable' };
  const dependencies = { client, ...tables, historyDays: 90, now: () => now, log };
  const answer = await recordHistory({ Records } as SQSEvent, dependencies);
  const items = calls.flatMap(({ command, input }) => {
    if (command === 'Get') return [];
    expect(input).toEqual({ TableName: 'HistoryTable', Item: input['Item'] });
    return [input['Item']];
  });
  return { answer, items, log, asked };
}

describe('an execution', () => {
  it('that succeeded is reported with the camera of its output', async () => {
    const { answer, items } = await run([statusChange()]);
    expect(answer).toEqual(done);
    expect(items).toEqual([
      {
        pk: 'executions#2026-11-22',
        sk: `1795334400250#${certificateId}#SUCCEEDED`,
        executionName: certificateId,
        status: 'SUCCEEDED',
        startedAt: 1763798401456,
        stoppedAt: 1763798405789,
        cameraName: 'front-door',
        serialNumber: 'LG-0001',
        expiresAt,
      },
    ]);
  });

  it('that began is reported with its start alone', async () => {
    const running = { status: 'RUNNING', stopDate: null, output: null, outputDetails: null };
    const { items } = await run([statusChange(running)]);
    expect(items).toEqual([
      {
        pk: 'executions#2026-11-22',
        sk: `1795334400250#${certificateId}#RUNNING`,
        executionName: certificateId,
        status: 'RUNNING',
        startedAt: 1763798401456,
        expiresAt,
      },
    ]);
  });

  it('that failed is reported with its error, the beginning of its cause, and the camera that the cause names', async () => {
    const message = `Camera front-door was not registered: ${'é'.repeat(300)}`;
    const cause = JSON.stringify({ message, cameraName: 'front-door', serialNumber: 'LG-0001' });
    const failed = { status: 'FAILED', output: null, error: 'ForeignThing', cause, redriveCount: 2 };
    const { items } = await run([statusChange(failed)]);
    expect(items).toMatchObject([
      {
        status: 'FAILED',
        cameraName: 'front-door',
        serialNumber: 'LG-0001',
        error: 'ForeignThing',
        cause: message.slice(0, 300),
        redriveCount: 2,
      },
    ]);
  });

  it('that could not tell which camera it is, is reported without one', async () => {
    const message = `The camera with the certificate ${certificateId} was not registered: …`;
    for (const cause of [message, JSON.stringify({ message })]) {
      const { items } = await run([statusChange({ status: 'FAILED', output: null, error: 'E', cause })]);
      expect(items[0]).toMatchObject({ error: 'E', cause: message });
      expect(items[0]).not.toHaveProperty('cameraName');
    }
  });

  it.each([
    ['an event without the members that AWS added later', { redriveCount: undefined, error: undefined, cause: undefined }], // prettier-ignore
    ['an output that was too large for the event', { output: null, outputDetails: { included: false } }],
    ['an output that is no object', { output: 'null' }],
    ['a name that somebody chose', { name: 'by hand.1' }],
  ])('is reported from %s', async (_, changes) => {
    const { answer, items } = await run([statusChange(changes)]);
    expect({ answer, items: items.length }).toEqual({ answer: done, items: 1 });
  });
});

describe('a camera', () => {
  it('was registered', async () => {
    const { items } = await run([busEvent('lensgate', 'CameraProvisioned', sample('camera-provisioned'))]);
    expect(items).toEqual([
      {
        pk: 'camera#front-door',
        sk: `1763798405789#${certificateId}`,
        at: 1763798405789,
        kind: 'registered',
        executionName: certificateId,
        expiresAt,
      },
    ]);
  });

  it('was refused', async () => {
    const { items } = await run([
      busEvent('lensgate', 'CameraProvisioningFailed', sample('camera-provisioning-failed')),
    ]);
    expect(items).toEqual([
      {
        pk: 'camera#front-door',
        sk: `1763798405789#${certificateId}`,
        at: 1763798405789,
        kind: 'registration-failed',
        executionName: certificateId,
        error: 'KinesisVideo.AccountChannelLimitExceededException',
        expiresAt,
      },
    ]);
  });

  it('changed hands', async () => {
    const { items } = await run([busEvent('lensgate', 'CameraOwnershipChanged', sample('camera-ownership-changed'))]);
    expect(items).toEqual([
      {
        pk: 'camera#front-door',
        sk: '1763803800123#JKJaXmPLvHcESHA=',
        at: 1763803800123,
        kind: 'transfer-accepted',
        userId: 'bob@example.com',
        from: 'olivia@example.com',
        expiresAt,
      },
    ]);
  });

  it('came, and went', async () => {
    const session = '6f1d2c3b-4a59-4e68-8d7f-0a1b2c3d4e5f';
    const connected = presence({ eventType: 'connected', disconnectReason: undefined, ipAddress: '192.0.2.1' });
    const { items } = await run([connected, presence()]);
    const [at, pk] = [1763798460789, 'camera#front-door'];
    expect(items).toEqual([
      { pk, sk: `1763798460789#${session}#connected#4`, at, kind: 'connected', expiresAt },
      {
        ...{ pk, sk: `1763798460789#${session}#disconnected#4`, at, kind: 'disconnected', expiresAt },
        reason: 'MQTT_KEEP_ALIVE_TIMEOUT',
      },
    ]);
  });

  it('came, as a dead letter says that was redriven', async () => {
    const wrapped = {
      ruleName: 'rule',
      failures: [{ failedAction: 'SqsAction' }],
      base64OriginalPayload: Buffer.from(JSON.stringify(presence())).toString('base64'),
    };
    expect((await run([wrapped])).items).toEqual((await run([presence()])).items);
  });
});

describe('what a client did under a camera’s name', () => {
  const events = [presence({ eventType: 'connected' }), presence(), sample('connect-failed-event')];

  it('says why AWS IoT refused a connection of the camera', async () => {
    const { items, asked } = await run([sample('connect-failed-event')], undefined, {
      certificateId: sample('connect-failed-event')['principalIdentifier'],
    });
    expect(items).toEqual([
      {
        pk: 'camera#front-door',
        sk: '1763798400789#a4666d2a-7d84-4ae5-8395-0f91a4e5a6f1#connection-refused',
        at: 1763798400789,
        kind: 'connection-refused',
        reason: 'AUTHORIZATION_FAILED',
        expiresAt,
      },
    ]);
    expect(asked).toEqual([['CameraTable', { pk: 'camera#front-door', sk: 'camera' }]]);
  });

  it.each<[string, object | undefined]>([
    ['a camera that has another certificate', { certificateId: 'b'.repeat(64) }],
    ['no camera of ours', undefined],
  ])('is no history of %s', async (_, record) => {
    const { answer, items, log } = await run(events, undefined, record ?? {});
    expect({ answer, items }).toEqual({ answer: done, items: [] });
    expect(log.lines.map(({ message }) => message)).toEqual(Array(3).fill('history of no camera'));
  });

  it.each(['nextCertificateId', 'formerCertificateId'])('is history where the record has it as %s', async (name) => {
    const { items } = await run([presence()], undefined, { certificateId: 'b'.repeat(64), [name]: certificateId });
    expect(items).toHaveLength(1);
  });
});

describe('a message', () => {
  it.each([
    ['a client that can be no camera', presence({ clientId: 'a console/1' })],
    ['a registration whose camera is unknown', busEvent('lensgate', 'CameraProvisioningFailed', { ...sample('camera-provisioning-failed'), cameraName: undefined })], // prettier-ignore
  ])('of %s is no history', async (_, body) => {
    const { answer, items, log } = await run([body]);
    expect({ answer, items }).toEqual({ answer: done, items: [] });
    expect(log.lines).toMatchObject([{ level: 'info', message: 'history of no camera' }]);
  });

  it('of a retirement says who ended the life, and why', async () => {
    const { items } = await run([busEvent('lensgate', 'CameraRetired', sample('camera-retired'))]);
    expect(items).toEqual([
      {
        pk: 'camera#front-door',
        sk: `${Date.UTC(2026, 11, 1, 12, 0, 5, 789)}#retire-front-door-179616480012345`,
        at: Date.UTC(2026, 11, 1, 12, 0, 5, 789),
        kind: 'retired',
        executionName: 'retire-front-door-179616480012345',
        userId: 'grace@example.com',
        reason: 'Stolen.',
        expiresAt,
      },
    ]);
  });

  it('of a replacement says what took the place of what, and why', async () => {
    const { items } = await run([busEvent('lensgate', 'CameraReplaced', sample('camera-replaced'))]);
    const { executionName } = sample('camera-replaced');
    expect(items).toEqual([
      {
        pk: 'camera#front-door',
        sk: `${Date.UTC(2026, 11, 1, 12, 0, 5, 789)}#${executionName as string}`,
        at: Date.UTC(2026, 11, 1, 12, 0, 5, 789),
        kind: 'replaced',
        executionName,
        from: 'SN-0001',
        to: 'SN-0002',
        reason: 'The manifest says that serial number SN-0002 replaces SN-0001.',
        expiresAt,
      },
    ]);
  });

  it('of a renewal says which execution finished it', async () => {
    const detail = sample('certificate-renewed');
    const { items } = await run([busEvent('lensgate', 'CertificateRenewed', detail)]);
    expect(items).toEqual([
      {
        pk: 'camera#front-door',
        sk: `${Date.UTC(2026, 11, 1, 12, 0, 5, 789)}#${detail['certificateId'] as string}`,
        at: Date.UTC(2026, 11, 1, 12, 0, 5, 789),
        kind: 'certificate-renewed',
        executionName: detail['executionName'],
        expiresAt,
      },
    ]);
  });

  it('of a repair says what was not as it should be', async () => {
    const { items } = await run([busEvent('lensgate', 'DriftRepaired', sample('drift-repaired'))]);
    expect(items).toEqual([
      {
        pk: 'camera#front-door',
        sk: `${Date.UTC(2026, 11, 1, 3, 25, 17, 204)}#6f1c2a3b-9d4e-4f5a-8b6c-7d8e9f0a1b2c#rotation-unfinished`,
        at: Date.UTC(2026, 11, 1, 3, 25, 17, 204),
        kind: 'repaired',
        executionName: '6f1c2a3b-9d4e-4f5a-8b6c-7d8e9f0a1b2c',
        reason: expect.stringMatching(/^Sessions of camera front-door were to be ended/),
        expiresAt,
      },
    ]);
  });

  it('that is delivered twice is one item', async () => {
    const body = busEvent('lensgate', 'CameraOwnershipChanged', sample('camera-ownership-changed'));
    const again = { ...body, id: 'another-id', time: '2026-11-22T09:00:00Z' };
    const { items } = await run([body, again]);
    expect(items[1]).toEqual(items[0]);
  });

  it.each([
    ['is no JSON', 'text'],
    ['is nothing', 'null'],
    ['is of a kind that nobody sends', busEvent('lensgate', 'CameraPainted', {})],
    ['is no event at all', { a: 1 }],
    ['is an execution without a name', statusChange({ name: undefined })],
    ['is an execution of a status that AWS may add', statusChange({ status: 'DREAMING' })],
    ['is a presence event without a session', presence({ sessionIdentifier: undefined })],
    ['is a change of an unknown kind', busEvent('lensgate', 'CameraOwnershipChanged', { ...sample('camera-ownership-changed'), change: 'painted' })], // prettier-ignore
  ])('that %s goes to the dead letters, without the others', async (_, body) => {
    const { answer, items, log } = await run([presence(), body, statusChange()]);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(items).toHaveLength(2);
    expect(log.lines).toMatchObject([{ level: 'error', message: 'history not written', messageId: 'message-1' }]);
  });

  it('that the table did not take comes again, without the others', async () => {
    const { answer } = await run([presence(), statusChange()], ({ Item }) => {
      if (Item!['kind'] === undefined) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      return {};
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  });
});

it('reads its settings', () => {
  const environment = { HISTORY_TABLE_NAME: 'HistoryTable', TABLE_NAME: 'CameraTable', HISTORY_DAYS: '90' };
  expect(readSettings(environment)).toEqual({
    tableName: 'HistoryTable',
    cameraTableName: 'CameraTable',
    historyDays: 90,
  });
});
