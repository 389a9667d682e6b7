// Executions as they happen, through every part: Step Functions, EventBridge, the history, and the console's stream.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { StoryPage } from '../../console/api/camera-story.ts';
import type { ExecutionRow, ExecutionsNews } from '../../console/api/executions.ts';
import { keepKnocking, makeCamera, registerCamera } from '../support/camera.ts';
import { startSystemWithConsole, type TestConsole } from '../support/console.ts';
import type { Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let web: TestConsole;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ lensgate, web, stop } = await startSystemWithConsole());
});
afterAll(() => stop());

/** What the stream says, from now on. */
function openStream() {
  const end = new AbortController();
  const rows = new Map<string, ExecutionRow>();
  const state = { complete: false, rows, end: () => end.abort() };
  void (async () => {
    for await (const news of web.events<ExecutionsNews>('/api/stream', 'executions', end.signal)) {
      state.complete = news.complete;
      for (const row of news.rows) rows.set(row.name, row);
    }
  })().catch(() => undefined);
  return state;
}

it('arrive before the next list is due, each with whose it was or why it failed', async () => {
  const stream = openStream();
  await until(async () => stream.complete);
  const listedAt = Date.now();
  const [registered, refused] = [
    await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' }),
    await makeCamera('SN-UNKNOWN'),
  ];
  const giveUp = keepKnocking(lensgate, 'nobody', refused);
  const failed = await until(async () => {
    const row = stream.rows.get(refused.certificateId);
    return row?.status === 'FAILED' && row;
  });
  const succeeded = await until(async () => {
    const row = stream.rows.get(registered.certificateId);
    return row?.status === 'SUCCEEDED' && row;
  });
  giveUp();
  stream.end();
  // A list comes every 30 seconds. What is known by now, the history told.
  expect(Date.now() - listedAt).toBeLessThan(30_000);
  expect(succeeded).toMatchObject({ cameraName: 'front-door', serialNumber: 'SN-1', stoppedAt: expect.any(Number) });
  expect(failed).toMatchObject({
    error: 'UnknownSerialNumberError',
    serialNumber: 'SN-UNKNOWN',
    cause: expect.stringMatching(/^The camera with the certificate .*SN-UNKNOWN/),
  });
});

it("are in the camera's story, with its connection, once RecordHistory has written it", async () => {
  const kinds = await until(async () => {
    const { events } = await web.json<StoryPage>('/api/cameras/front-door/story/all');
    const found = events.map(({ kind }) => kind);
    return found.includes('registered') && found.includes('connected') && found;
  });
  expect(kinds.filter((kind) => kind === 'registered')).toHaveLength(1);
});
