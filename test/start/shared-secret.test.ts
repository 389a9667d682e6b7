// The other way to prove oneself, from the command line to the viewer URL: npm start -- --authentication shared-secret.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Endpoints } from '../../localcloud/endpoints.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { lensgateCommand, type RunningCommand } from '../support/command-line.ts';
import { npmStart, readEndpoints, untilUp } from '../support/npm-start.ts';

const run = promisify(execFile);
let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
let dataDir: string;
let start: RunningCommand;
let printed: string;
let endpoints: Endpoints;
beforeAll(async () => {
  temporary = await temporaryDirectory();
  dataDir = join(temporary.path, 'data');
  start = npmStart(dataDir, '--authentication', 'shared-secret');
  printed = await untilUp(start);
  endpoints = await readEndpoints(dataDir);
}, 120_000);
afterAll(async () => {
  start.child.kill('SIGINT');
  await start.finished;
  await temporary.remove();
});

const ask = async (headers: Record<string, string>) =>
  (await fetch(`${endpoints.apiUrl}/cameras/demo-camera/viewer-url`, { headers })).status;

it('prints a curl line with the secret, and it answers', async () => {
  const [curl] = /^ {2}curl .*$/m.exec(printed)!;
  expect(curl).toContain(endpoints.sharedSecret);
  expect(JSON.parse((await run('bash', ['-c', curl])).stdout)).toMatchObject({ url: expect.stringMatching(/^wss?:/) });
});

it('takes the secret with a user, and nothing less', async () => {
  const [authorization, email] = [endpoints.sharedSecret!, 'demo@example.com'];
  expect(await ask({ authorization, email })).toBe(200);
  expect(await ask({ authorization: `Bearer ${authorization}`, email: 'Demo@Example.com' })).toBe(200);
  expect(await ask({ authorization, email: 'eve@example.com' })).toBe(403);
  expect(await ask({ authorization: `${authorization}x`, email })).toBe(401);
  expect(await ask({ authorization })).toBe(401);
});

it('lensgate uses it for --email, and has no tokens to give', async () => {
  const lensgate = (...args: string[]) => lensgateCommand(['--data-dir', dataDir, ...args]);
  const url = await lensgate('viewer-url', '--camera', 'demo-camera', '--email', 'demo@example.com');
  expect(url).toMatchObject({ code: 0, out: expect.stringMatching(/^wss?:/) });
  expect(await lensgate('token', '--user', 'demo@example.com')).toEqual({
    code: 1,
    out: '',
    err: 'This stack takes no tokens but the shared secret: lensgate viewer-url --email uses it.\n',
  });
});
