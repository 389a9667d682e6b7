// The console's backend over HTTP, on the whole system: what it shows, what it lets one do, and what it keeps to itself.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fleet } from '../../console/api/cameras.ts';
import type { ExecutionDetail, ExecutionsNews } from '../../console/api/executions.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { keepKnocking, makeCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { startSystemWithConsole, type TestConsole } from '../support/console.ts';
import type { Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let web: TestConsole;
let stop: () => Promise<void>;
let registered: TestCamera;
let refused: TestCamera;
beforeAll(async () => {
  ({ lensgate, web, stop } = await startSystemWithConsole());
  registered = await registerCamera(lensgate, {
    serialNumber: 'SN-1',
    cameraName: 'front-door',
    owner: 'ada@example.com',
  });
  refused = await makeCamera('SN-UNKNOWN');
  const giveUp = keepKnocking(lensgate, 'nobody', refused);
  await until(async () => (await detail(refused.certificateId))?.status === 'FAILED');
  giveUp();
});
afterAll(() => stop());

async function detail(name: string): Promise<ExecutionDetail | undefined> {
  const response = await web.ask(`/api/executions/${name}`);
  return response.ok ? ((await response.json()) as ExecutionDetail) : undefined;
}

/** Events of the stream until `enough`. */
async function streamed<T>(path: string, event: string, enough: (data: T) => boolean): Promise<T[]> {
  const found: T[] = [];
  for await (const data of web.events<T>(path, event)) {
    found.push(data);
    if (enough(data)) break;
  }
  return found;
}

it('pushes executions, newest first once all are known, each with what it was about', async () => {
  const rows = new Map<string, ExecutionsNews['rows'][number]>();
  await streamed<ExecutionsNews>('/api/stream', 'executions', (news) => {
    for (const row of news.rows) rows.set(row.name, row);
    return rows.get(refused.certificateId)?.error !== undefined && rows.has(registered.certificateId);
  });
  expect(rows.get(registered.certificateId)).toMatchObject({
    status: 'SUCCEEDED',
    cameraName: 'front-door',
    serialNumber: 'SN-1',
    startedAt: expect.any(Number),
    stoppedAt: expect.any(Number),
  });
  expect(rows.get(refused.certificateId)).toMatchObject({ status: 'FAILED', error: 'UnknownSerialNumberError' });
});

it('tells an execution state by state', async () => {
  const [{ runs, history, definition, input, output, cameraName }] = (await streamed<ExecutionDetail>(
    `/api/stream?execution=${registered.certificateId}`,
    'execution',
    () => true,
  )) as [ExecutionDetail];
  expect(cameraName).toBe('front-door');
  expect(JSON.parse(input!)).toMatchObject({ certificateId: registered.certificateId });
  expect(JSON.parse(output!)).toMatchObject({ cameraName: 'front-door', serialNumber: 'SN-1' });
  expect(definition.StartAt).toBe('IdentifyCamera');
  expect(runs.every(({ outcome }) => outcome === 'succeeded')).toBe(true);
  expect(runs.find(({ name }) => name === 'CreateThing')).toMatchObject({
    type: 'Task',
    call: 'iot:createThing',
    attempts: 1,
    parameters: expect.stringContaining('front-door'),
    output: expect.stringContaining('front-door'),
  });
  expect(runs.find(({ name }) => name === 'ProvisionResources')).toMatchObject({
    type: 'Parallel',
    exitedAt: expect.any(Number),
  });
  expect(history[0]).toMatchObject({ id: 1, type: 'ExecutionStarted' });
  expect(history.at(-1)).toMatchObject({ type: 'ExecutionSucceeded' });
});

it('says where and why a registration failed, in words', async () => {
  const { error, runs } = (await detail(refused.certificateId))!;
  expect(error).toBe('UnknownSerialNumberError');
  expect(runs[0]).toMatchObject({
    name: 'IdentifyCamera',
    outcome: 'caught',
    error: 'UnknownSerialNumberError',
    cause: expect.stringMatching(/^[^{]*SN-UNKNOWN/),
  });
  expect(runs.at(-1)).toMatchObject({ name: 'ProvisioningFailed', type: 'Fail', outcome: 'failed' });
});

it('knows the fleet: who they are, whose they are, whether they are there', async () => {
  const { cameras } = await web.json<Fleet>('/api/fleet');
  expect(cameras).toEqual([
    expect.objectContaining({
      cameraName: 'front-door',
      serialNumber: 'SN-1',
      owner: 'ada@example.com',
      status: 'ACTIVE',
      certificateId: registered.certificateId,
      registeredBy: registered.certificateId,
      shares: 0,
    }),
  ]);
  const certificate = await web.ask(`/api/certificates/${registered.certificateId}`);
  expect(await certificate.json()).toMatchObject({ status: 'ACTIVE', notAfter: expect.any(Number) });
  const examination = await web.ask('/api/cameras/front-door/examine', { method: 'POST' });
  expect(await examination.json()).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ check: 'manifest', outcome: 'holds' })]),
  });
});

it('starts the next attempt of one that failed, and says why another can have none', async () => {
  const again = await web.ask(`/api/executions/${refused.certificateId}/retry`, { method: 'POST' });
  expect(await again.json()).toEqual({ executionName: `${refused.certificateId}-2` });
  await until(async () => (await detail(`${refused.certificateId}-2`))?.status === 'FAILED');
  const not = await web.ask(`/api/executions/${registered.certificateId}/retry`, { method: 'POST' });
  // A refusal, and no outage.
  expect(not.status).toBe(409);
  expect(await not.json()).toEqual({ error: expect.stringContaining('SUCCEEDED') });
});

it('stops one that runs', async () => {
  const table = openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!);
  await table.add({ serialNumber: 'SN-2', cameraName: 'garage' });
  const camera = await makeCamera('SN-2');
  const giveUp = keepKnocking(lensgate, 'garage', camera);
  await until(async () => (await detail(camera.certificateId))?.runs.some(({ name }) => name === 'ProvisionResources'));
  expect((await web.ask(`/api/executions/${camera.certificateId}/stop`, { method: 'POST' })).status).toBe(200);
  giveUp();
  const { status, error, runs } = (await detail(camera.certificateId))!;
  expect([status, error]).toEqual(['ABORTED', 'StoppedByAdmin']);
  // What was under way in the branches may have ended a moment before.
  expect(runs.find(({ name }) => name === 'ProvisionResources')?.outcome).toBe('stopped');
});

it.each(['/api/executions/nobody', '/api/nothing'])('answers 404 to GET %s, in words', async (path) => {
  const response = await web.ask(path);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: expect.any(String) });
});

describe('keeps to itself', () => {
  const get = (headers: Record<string, string>, path = '/api/fleet'): Promise<number> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(web.origin);
      request({ hostname, port, path, headers }, (response) => resolve(response.resume().statusCode!))
        .once('error', reject)
        .end();
    });

  it('everything, without the token', async () => {
    for (const path of ['/', '/api/fleet', '/api/stream', '/assets/index.js']) expect(await get({}, path)).toBe(401);
    expect(await get({}, '/?token=guess')).toBe(401);
  });

  it('everything, from pages of other sites and under other names', async () => {
    expect(await get({ host: 'rebound.example' })).toBe(421);
    expect((await web.ask('/api/fleet', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    const changed = await web.ask('/api/demo-cameras', { method: 'POST', headers: { origin: 'null' } });
    expect(changed.status).toBe(403);
  });

  it('files that are not its pages', async () => {
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/made', '/assets/../../package.json']) {
      expect(await (await web.ask(path)).text()).not.toMatch(/"lensgate"|devDependencies/);
    }
  });

  it('AWS credentials and claim codes, in every answer', async () => {
    const { accessKeyId, secretAccessKey } = lensgate.client.credentials;
    const paths = ['/', '/api/about', '/api/fleet', `/api/executions/${registered.certificateId}`];
    const answers = await Promise.all(paths.map(async (path) => (await web.ask(path)).text()));
    for (const secret of [accessKeyId, secretAccessKey, 'claimCodeHash']) {
      expect(answers.join()).not.toContain(secret);
    }
  });

  it('its pages from frames, inline scripts and other origins', async () => {
    const { headers } = await web.ask('/');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|(?<!ws:\/\/127\.0\.0\.1:)\*/);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('every answer from frames, of browsers too that know no frame-ancestors', async () => {
    // [RFC 7034] The console's own frames count, too.
    for (const path of ['/', '/api/fleet', '/api/nothing']) {
      expect([path, (await web.ask(path)).headers.get('x-frame-options')]).toEqual([path, 'DENY']);
    }
    expect((await fetch(web.origin)).headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('a path that is none', () => {
  const raw = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(web.url);
      request({ hostname, port, path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });

  it('ends nothing: the console goes on', async () => {
    expect(await raw('//[')).toBe(400);
    for (const path of ['/%E0%A4%A', '/api/executions/%E0%A4%A', '/api/cameras/%']) {
      expect((await web.ask(path)).status).toBeLessThan(500);
    }
    expect((await web.ask('/')).status).toBe(200);
  });
});

it('ends at Ctrl-C while a browser is listening', async () => {
  const listening = await web.ask('/api/stream');
  web.command.child.kill('SIGINT');
  expect(await web.command.finished).toMatchObject({ code: 0, err: '' });
  await listening.body!.cancel().catch(() => undefined);
});
