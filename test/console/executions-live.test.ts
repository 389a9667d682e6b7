// Executions as they happen, through every part: Step Functions, EventBridge, the history, and the console's stream.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { StoryPage } from '../../console/api/camera-story.ts';
import type { ExecutionRow, ExecutionsNews } from '../../console/api/executions.ts';
import { connectCamera, makeCamera, registerCamera } from '../support/camera.ts';
import { stopCommands } from '../support/command-line.ts';
import { startTestConsole, type TestConsole } from '../support/console.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let web: TestConsole;
beforeAll(async () => {
  lensgate = await startLensgate();
  web = await startTestConsole(lensgate);
});
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
});

/** What the stream says, from now on. */
async function openStream() {
  const end = new AbortController();
  const response = await web.ask('/api/stream', { signal: end.signal });
  const rows = new Map<string, ExecutionRow>();
  const state = { complete: false, rows, end: () => end.abort() };
  void (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split('\n\n');
      text = messages.pop()!;
      for (const message of messages) {
        const data = /^event: executions\ndata: (.*)$/.exec(message)?.[1];
        if (data === undefined) continue;
        const news = JSON.parse(data) as ExecutionsNews;
        state.complete = news.complete;
        for (const row of news.rows) rows.set(row.name, row);
      }
    }
  })().catch(() => undefined);
  return state;
}

it('arrive before the next list is due, each with whose it was or why it failed', async () => {
  const stream = await openStream();
  await until(async () => stream.complete);
  const listedAt = Date.now();
  const [registered, refused] = [
    await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' }),
    await makeCamera('SN-UNKNOWN'),
  ];
  const giveUp = new AbortController();
  connectCamera(lensgate, 'nobody', refused, giveUp.signal).catch(() => undefined);
  const failed = await until(async () => {
    const row = stream.rows.get(refused.certificateId);
    return row?.status === 'FAILED' && row;
  });
  const succeeded = await until(async () => {
    const row = stream.rows.get(registered.certificateId);
    return row?.status === 'SUCCEEDED' && row;
  });
  giveUp.abort(new Error('enough'));
  stream.end();
  // A list comes every 30 seconds. What is known by now, the history told.
  expect(Date.now() - listedAt).toBeLessThan(30_000);
  expect(succeeded).toMatchObject({ cameraName: 'front-door', serialNumber: 'SN-1', stoppedAt: expect.any(Number) });
  expect(failed).toMatchObject({ error: 'UnknownSerialNumberError', cause: expect.stringContaining('SN-UNKNOWN') });
});

it("are in the camera's story, with its connection, once RecordHistory has written it", async () => {
  const kinds = await until(async () => {
    const { events } = (await (await web.ask('/api/cameras/front-door/story/all')).json()) as StoryPage;
    const found = events.map(({ kind }) => kind);
    return found.includes('registered') && found.includes('connected') && found;
  });
  expect(kinds.filter((kind) => kind === 'registered')).toHaveLength(1);
});
