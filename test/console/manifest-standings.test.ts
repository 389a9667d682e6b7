// Reading many entries at once: what DynamoDB leaves out is asked for again, and half an answer is none.
import { expect, it } from '@jest/globals';
import type { BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import { standingsReader } from '../../cli/manifest/standings.ts';
import type { Table } from '../../records/camera-table.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { fakeClient } from '../functions/fake-client.ts';

const entries = Array.from({ length: 120 }, (_, i) => ({ serialNumber: `S-${i}`, cameraName: `c-${i}` }));
const never = new AbortController().signal;

/** Answers `most` keys of each request. */
function tableOf(most: number): { table: Table; requests: number[] } {
  const requests: number[] = [];
  const { client } = fakeClient<DocumentClient>({
    BatchGet: ({ RequestItems }: BatchGetCommandInput) => {
      const keys = RequestItems!['cameras']!.Keys!;
      requests.push(keys.length);
      const left = { cameras: { Keys: keys.slice(most), ConsistentRead: true } };
      return {
        Responses: { cameras: keys.slice(0, most) },
        ...(keys.length > most && { UnprocessedKeys: left }),
      };
    },
  });
  return { table: { client, tableName: 'cameras' }, requests };
}

it('asks for 100 keys at a time, each once', async () => {
  const { table, requests } = tableOf(100);
  const standingOf = await standingsReader(table)([...entries, ...entries], never);
  expect(requests).toEqual([100, 100, 40]);
  expect(standingOf(entries[119]!)).toEqual({
    entry: { pk: 'serial#S-119', sk: 'manifest' },
    record: { pk: 'camera#c-119', sk: 'camera' },
  });
  expect(standingOf({ serialNumber: 'S-0', cameraName: 'another' }).record).toBeUndefined();
});

it('asks again for what was left out, ever later', async () => {
  const { table, requests } = tableOf(30);
  const pauses: number[] = [];
  const pause = (ms: number) => Promise.resolve(pauses.push(ms));
  const standingOf = await standingsReader(table, pause)(entries.slice(0, 50), never);
  expect([requests, pauses]).toEqual([
    [100, 70, 40, 10],
    [100, 200, 400],
  ]);
  expect(entries.slice(0, 50).every((entry) => standingOf(entry).entry && standingOf(entry).record)).toBe(true);
});

it('gives up in words when nothing more comes', async () => {
  const { table, requests } = tableOf(0);
  const pause = () => Promise.resolve();
  const reading = standingsReader(table, pause)(entries.slice(0, 1), never);
  await expect(reading).rejects.toThrow(/left entries unread in 10 requests in a row.*Try again/);
  expect(requests).toHaveLength(10);
});

it('stops when nobody waits for it any more', async () => {
  const { table, requests } = tableOf(100);
  await expect(standingsReader(table)(entries, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(requests).toEqual([]);
});
