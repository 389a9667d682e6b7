// A camera's story over HTTP, on the whole system: page by page, chapter by chapter, and what has come since.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OneCamera } from '../../console/api/cameras.ts';
import type { StoryPage } from '../../console/api/camera-story.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { cameraEventItem, type CameraEvent } from '../../records/camera-history.ts';
import { documentClient } from '../../records/document-client.ts';
import { startSystemWithConsole, type TestConsole } from '../support/console.ts';
import type { Lensgate } from '../support/lensgate.ts';

// A Tuesday.
const noon = Date.UTC(2026, 10, 24, 12);
const minuteMs = 60_000;

let lensgate: Lensgate;
let web: TestConsole;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ lensgate, web, stop } = await startSystemWithConsole());
});
afterAll(() => stop());

const happened = (cameraName: string, event: Omit<CameraEvent, 'id'> & { id?: string }) =>
  documentClient(lensgate.client).send(
    new PutCommand({
      TableName: lensgate.outputs.get('HistoryTableName')!,
      Item: cameraEventItem(cameraName, { id: event.kind, ...event }, 2_000_000_000),
    }),
  );
const read = async (path: string): Promise<StoryPage> => {
  const response = await web.ask(`/api/cameras/${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as StoryPage;
};

it('is empty before anything has happened', async () => {
  expect(await read('nobody/story/all')).toEqual({ kept: true, events: [] });
});

it('is told newest first, with who, whom and why; of that camera alone', async () => {
  await happened('hall', { at: noon, kind: 'shared', userId: 'ada@example.com', to: 'bob@example.com' });
  await happened('hall', { at: noon + 1, kind: 'disconnected', id: 's/1#x', reason: 'CONNECTION_LOST' });
  await happened('hallway', { at: noon + 2, kind: 'claimed', userId: 'eve@example.com' });
  const { events, older } = await read('hall/story/all');
  expect(events).toEqual([
    { place: expect.any(String), at: noon + 1, kind: 'disconnected', reason: 'CONNECTION_LOST' },
    { place: expect.any(String), at: noon, kind: 'shared', userId: 'ada@example.com', to: 'bob@example.com' },
  ]);
  expect(older).toBeUndefined();
});

it('has chapters, which are found behind thousands of connections', async () => {
  await happened('busy', { at: noon, kind: 'claimed', userId: 'ada@example.com' });
  await Promise.all(
    Array.from({ length: 1200 }, (_, n) =>
      happened('busy', { at: noon + 1 + n, kind: n % 2 ? 'connected' : 'disconnected' }),
    ),
  );
  const kinds = async (chapter: string) => (await read(`busy/story/${chapter}`)).events.map(({ kind }) => kind);
  expect(await kinds('ownership')).toEqual(['claimed']);
  expect(await kinds('shares')).toEqual([]);
  expect(await kinds('registrations')).toEqual([]);
  expect(new Set(await kinds('connections'))).toEqual(new Set(['connected', 'disconnected']));
});

it('is read page by page to its beginning, each event once', async () => {
  const found: number[] = [];
  let page = await read('busy/story/all');
  for (let pages = 1; ; pages++) {
    expect(page.events.length).toBeLessThanOrEqual(100);
    found.push(...page.events.map(({ at }) => at));
    if (page.older === undefined) break;
    expect(pages).toBeLessThan(20);
    page = await read(`busy/story/all?before=${page.older}`);
  }
  expect(found).toEqual(Array.from({ length: 1201 }, (_, n) => noon + 1200 - n));
  const connections = await read('busy/story/connections');
  const next = await read(`busy/story/connections?before=${connections.older}`);
  expect(next.events[0]!.at).toBe(connections.events.at(-1)!.at - 1);
});

it('says what has come since, and again the five minutes before', async () => {
  for (let n = 0; n < 10; n++) await happened('since', { at: noon + n * minuteMs, kind: 'connected' });
  const { events } = await read('since/story/all');
  const fresh = await read(`since/story/all?since=${events[0]!.place}`);
  expect(fresh.events.map(({ at }) => (at - noon) / minuteMs)).toEqual([9, 8, 7, 6, 5, 4]);
});

it('masks what looks like a secret', async () => {
  await happened('secret', { at: noon, kind: 'registration-failed', error: 'x?X-Amz-Signature=0123456789' });
  expect(JSON.stringify(await read('secret/story/all'))).not.toContain('0123456789');
});

it.each(['hall/story/all?before=AA', 'hall/story/all?since=AA', 'hall/story/all?before=_____'])(
  'bears a place that is none: %s',
  async (path) => {
    expect((await read(path)).kept).toBe(true);
  },
);

it.each([
  ['hall/story/murder', 409],
  ['hall/story/constructor', 409],
  ['hall/story', 404],
])('refuses %s', async (path, status) => {
  expect((await web.ask(`/api/cameras/${path}`)).status).toBe(status);
});

it('knows one camera: expected, or none of that name, whatever the name', async () => {
  await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({
    serialNumber: 'SN-9',
    cameraName: 'awaited',
  });
  const one = async (name: string) => web.json<OneCamera>(`/api/cameras/${name}`);
  expect(await one('awaited')).toEqual({
    camera: expect.objectContaining({ serialNumber: 'SN-9', status: 'EXPECTED' }),
  });
  expect(await one('nobody')).toEqual({});
  expect(await one('%3Cscript%3E')).toEqual({});
  expect(await one('%E0%A4')).toEqual({});
});
