// Batches of the presence queue against the local DynamoDB: each camera's item, whoever else writes it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import type { PresenceEvent } from '../../events/index.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { presenceOf } from '../../records/presence.ts';
import { presenceItems } from '../../functions/record-presence/presence-items.ts';
import { recordPresence } from '../../functions/record-presence/record-presence.ts';
import { startCameraTable, type LocalCameraTable } from '../support/camera-table.ts';
import { recordedLog, type RecordedLog } from './recorded-log.ts';
import { presenceEventSample } from './sample.ts';

let table: LocalCameraTable;
let log: RecordedLog;
let clientId: string;
let cameras = 0;
beforeAll(async () => void (table = await startCameraTable()));
afterAll(() => table.stop());
beforeEach(async () => {
  log = recordedLog();
  clientId = `camera-${++cameras}`;
  await register(clientId);
  table.called.length = 0;
});

const certificateId = presenceEventSample().principalIdentifier;
/** What of a record tells whose connections count. */
const register = (cameraName: string, named: object = { certificateId }): Promise<unknown> =>
  table.client.send(
    new PutCommand({ TableName: table.tableName, Item: { pk: `camera#${cameraName}`, sk: 'camera', ...named } }),
  );

const ended = (changes: Partial<PresenceEvent> = {}): PresenceEvent => ({
  ...presenceEventSample(),
  clientId,
  ...changes,
});
const began = (changes: Partial<PresenceEvent> = {}): PresenceEvent => {
  const { disconnectReason: _, ...event } = ended();
  return { ...event, eventType: 'connected', timestamp: event.timestamp - 60_000, ...changes };
};
const run = (bodies: readonly unknown[], client: DocumentClient = table.client) => {
  const records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }));
  const dependencies = { items: presenceItems({ client, tableName: table.tableName }), log };
  return recordPresence({ Records: records } as SQSEvent, dependencies);
};
const item = async (cameraName = clientId) => {
  const Key = { pk: `camera#${cameraName}`, sk: 'presence' };
  return (await table.client.send(new GetCommand({ TableName: table.tableName, Key }))).Item;
};
const done = { batchItemFailures: [] };

describe('record-presence', () => {
  it('writes who came, and then that it went', async () => {
    expect(await run([began()])).toEqual(done);
    expect(presenceOf(await item())).toEqual({ online: true, lastSeenAt: 1763798400789 });
    expect(await run([ended()])).toEqual(done);
    expect(await item()).toEqual({
      pk: `camera#${clientId}`,
      sk: 'presence',
      online: 0,
      sessionIdentifier: '6f1d2c3b-4a59-4e68-8d7f-0a1b2c3d4e5f',
      versionNumber: 4,
      principalIdentifier: '3f2a9c5d7e8b1a6f4c0d9e2b7a5f8c1d6e3b0a9f4d7c2e5b8a1f6d3c0e9b7a52',
      connectedAt: 1763798400789,
      disconnectedAt: 1763798460789,
      lastSeenAt: 1763798460789,
    });
  });

  it('writes a camera once for all its events of a batch, and not at all for what it knows', async () => {
    await run([ended(), began(), ended()]);
    expect(table.called).toEqual(['GetItem', 'GetItem', 'UpdateItem']);
    expect(presenceOf(await item()).online).toBe(false);
    table.called.length = 0;
    await run([began(), ended()]);
    expect(table.called).toEqual(['GetItem', 'GetItem']);
  });

  it('drops clients whose id can be no camera name, with a log line and without naming them', async () => {
    expect(await run([began({ clientId: '$GEN/6f1d2c3b' }), began({ clientId: 'a b' })])).toEqual(done);
    expect(table.called).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'info' }, { level: 'info' }]);
    expect(JSON.stringify(log.lines)).not.toContain('$GEN');
  });

  it.each<[string, object | undefined]>([
    ['the camera has another certificate', { certificateId: 'b'.repeat(64) }],
    ['a record that names none', {}],
    ['no camera of this name', undefined],
  ])('leaves no item of a connection with a certificate that is not the camera’s: %s', async (_, record) => {
    const name = `${clientId}-strange`;
    if (record) await register(name, record);
    expect(await run([began({ clientId: name }), ended({ clientId: name })])).toEqual(done);
    expect(await item(name)).toBeUndefined();
  });

  it.each(['nextCertificateId', 'formerCertificateId'])('counts a connection with %s', async (name) => {
    await register(clientId, { certificateId: 'b'.repeat(64), [name]: certificateId });
    await run([began()]);
    expect(presenceOf(await item()).online).toBe(true);
  });

  it('takes the end of a connection that is known, whatever has become of its certificate, and no stranger’s', async () => {
    await run([began()]);
    await register(clientId, { certificateId: 'b'.repeat(64) });
    await run([began({ sessionIdentifier: 'strange', versionNumber: 9, timestamp: 1763798500789 })]);
    expect(await item()).toMatchObject({ online: 1, versionNumber: 4 });
    await run([ended()]);
    expect(presenceOf(await item()).online).toBe(false);
  });

  it('takes an event without a version', async () => {
    await run([began({ versionNumber: undefined } as never)]);
    expect(presenceOf(await item()).online).toBe(true);
    await run([ended({ versionNumber: undefined } as never)]);
    expect(presenceOf(await item()).online).toBe(false);
  });

  it('reads an event that the topic rule wrapped', async () => {
    const wrapped = { ruleName: 'CameraCameOrWent', base64OriginalPayload: btoa(JSON.stringify(began())) };
    expect(await run([wrapped])).toEqual(done);
    expect(presenceOf(await item()).online).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no event', {}],
    ['an event type of another time', { ...presenceEventSample(), eventType: 'sleeping' }],
    ['an event without a session', { ...presenceEventSample(), sessionIdentifier: '' }],
  ])('fails %s alone, and records the rest', async (_, body) => {
    expect(await run([body, began()])).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(presenceOf(await item()).online).toBe(true);
  });

  it('fails all events of a camera that could not be written, and of no other', async () => {
    const broken = {
      send: (command: { input: unknown }) =>
        JSON.stringify(command.input).includes(`"camera#${clientId}"`)
          ? Promise.reject(new Error('the disk is on fire'))
          : table.client.send(command as GetCommand),
    };
    const other = began({ clientId: `${clientId}-other` });
    await register(`${clientId}-other`);
    const failed = await run([began(), other, ended()], broken);
    expect(failed).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-2' }] });
    expect(presenceOf(await item(`${clientId}-other`)).online).toBe(true);
  });

  it('ends in the same state when copies of the function write one camera at once', async () => {
    const session = (n: number) => ({ sessionIdentifier: `session-${n}`, versionNumber: n });
    const events = [1, 2, 3, 4].flatMap((n) => [
      began({ ...session(n), timestamp: n * 100_000 }),
      ...(n < 4 ? [ended({ ...session(n), timestamp: n * 100_000 + 50_000 })] : []),
    ]);
    const failures: unknown[] = [];
    await Promise.all(
      [...events].reverse().map(async (event) => {
        // What lost too many races comes again, as from the queue.
        while ((await run([event])).batchItemFailures.length > 0) {
          if (failures.push(event) > 100) throw new Error('Every write is refused.');
        }
      }),
    );
    expect(await item()).toMatchObject({ sessionIdentifier: 'session-4', online: 1 });
  });
});
