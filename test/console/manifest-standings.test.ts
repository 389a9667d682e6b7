// Reading many entries at once: what DynamoDB leaves out is asked for again, and half an answer is none.
import { expect, it } from '@jest/globals';
import { standingsReader, type BatchGet } from '../../cli/manifest/standings.ts';

const entries = Array.from({ length: 120 }, (_, i) => ({ serialNumber: `S-${i}`, cameraName: `c-${i}` }));
const never = new AbortController().signal;

/** Answers `most` keys of each request. */
function table(most: number): { batchGet: BatchGet; requests: number[] } {
  const requests: number[] = [];
  const batchGet: BatchGet = (wanted) => {
    const keys = wanted['cameras']!.Keys!;
    requests.push(keys.length);
    const left = { cameras: { Keys: keys.slice(most), ConsistentRead: true } };
    return Promise.resolve({
      Responses: { cameras: keys.slice(0, most) },
      ...(keys.length > most && { UnprocessedKeys: left }),
    });
  };
  return { batchGet, requests };
}

it('asks for 100 keys at a time, each once', async () => {
  const { batchGet, requests } = table(100);
  const standingOf = await standingsReader('cameras', batchGet)([...entries, ...entries], never);
  expect(requests).toEqual([100, 100, 40]);
  expect(standingOf(entries[119]!)).toEqual({
    entry: { pk: { S: 'serial#S-119' }, sk: { S: 'manifest' } },
    record: { pk: { S: 'camera#c-119' }, sk: { S: 'camera' } },
  });
  expect(standingOf({ serialNumber: 'S-0', cameraName: 'another' }).record).toBeUndefined();
});

it('asks again for what was left out, ever later', async () => {
  const { batchGet, requests } = table(30);
  const pauses: number[] = [];
  const pause = (ms: number) => Promise.resolve(pauses.push(ms));
  const standingOf = await standingsReader('cameras', batchGet, pause)(entries.slice(0, 50), never);
  expect([requests, pauses]).toEqual([
    [100, 70, 40, 10],
    [100, 200, 400],
  ]);
  expect(entries.slice(0, 50).every((entry) => standingOf(entry).entry && standingOf(entry).record)).toBe(true);
});

it('gives up in words when nothing more comes', async () => {
  const { batchGet, requests } = table(0);
  const pause = () => Promise.resolve();
  const reading = standingsReader('cameras', batchGet, pause)(entries.slice(0, 1), never);
  await expect(reading).rejects.toThrow(/left entries unread in 10 requests in a row.*Try again/);
  expect(requests).toHaveLength(10);
});

it('stops when nobody waits for it any more', async () => {
  const { batchGet, requests } = table(100);
  await expect(standingsReader('cameras', batchGet)(entries, AbortSignal.abort(new Error('gone')))).rejects.toThrow(
    'gone',
  );
  expect(requests).toEqual([]);
});
