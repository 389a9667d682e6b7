// `lensgate viewer-url` and `lensgate token` against the deployed system.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validateViewerUrlResponse } from '../../api/payloads/index.ts';
import { registerCamera } from '../support/camera.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { commandsAgainst, lensgateCommand, type Finished } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { testAssembly } from '../support/test-assembly.ts';

let lensgate: Lensgate;
beforeAll(async () => {
  lensgate = await startLensgate();
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
});
afterAll(() => lensgate.stop());

const run = (...args: string[]): Promise<Finished> => commandsAgainst(lensgate).run(...args);
const json = (...args: string[]): Promise<unknown> => commandsAgainst(lensgate).json(...args);

describe('viewer-url', () => {
  const viewerUrl = (...args: string[]) => run('viewer-url', '--camera', 'front-door', ...args);

  it('prints the URL for the owner', async () => {
    const { code, out, err } = await viewerUrl('--email', 'Ada@example.com');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^wss?:\/\/\S+X-Amz-Signature=[0-9a-f]{64}\S*\n$/);
    const document = await json('viewer-url', '--camera', 'front-door', '--email', 'ada@example.com');
    expect(validateViewerUrlResponse(document)).toEqual(document);
  });

  it('is refused to anybody else: exit code 1', async () => {
    expect(await viewerUrl('--email', 'eve@example.com')).toEqual({
      code: 1,
      out: '',
      err: 'The API answered 403 Forbidden: eve@example.com may not watch front-door, or there is no such camera.\n',
    });
  });

  it('takes an e-mail address only: exit code 2', async () => {
    const { code, err } = await viewerUrl('--email', 'ädä');
    expect({ code, err }).toEqual({ code: 2, err: '--email is "ädä"; it takes one e-mail address.\n' });
  });

  it('takes a token, from standard input too, and no email beside it', async () => {
    const token = await lensgate.token('ada@example.com');
    expect(await viewerUrl('--token', token)).toMatchObject({ code: 0, out: expect.stringMatching(/^wss?:/) });
    const lensgateJs = join(testAssembly.projectDir, 'cli', 'lensgate.js');
    const piped = execFile(process.execPath, [
      ...[lensgateJs, '--data-dir', lensgate.dataDir, 'viewer-url', '--camera', 'front-door', '--token', '-'],
    ]);
    piped.stdin!.end(`${token}\n`);
    expect(await text(piped.stdout!)).toMatch(/^wss?:/);
    expect(await viewerUrl('--token', token, '--email', 'ada@example.com')).toMatchObject({
      code: 2,
      err: 'Give --email or --token, not both: the token says whose it is.\n',
    });
    expect(await viewerUrl('--token', `${token}x`)).toMatchObject({ code: 1, err: expect.stringContaining('401') });
    expect(await viewerUrl()).toMatchObject({ code: 2, err: expect.stringContaining('--email <address>') });
  });

  it('says when nothing answers: exit code 3', async () => {
    const { path, remove } = await temporaryDirectory();
    const awsEndpointUrl = `http://127.0.0.1:${await freePort()}`;
    const endpoints = JSON.parse(await readFile(join(lensgate.dataDir, 'endpoints.json'), 'utf8')) as object;
    await writeFile(join(path, 'endpoints.json'), JSON.stringify({ ...endpoints, awsEndpointUrl }));
    const { code, out, err } = await lensgateCommand([
      ...['--data-dir', path, 'viewer-url', '--camera', 'front-door', '--email', 'ada@example.com'],
    ]);
    await remove();
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(
      /^The service could not be reached \(ECONNREFUSED\)\. Is the local cloud running \(npm start\)\?.*\n$/,
    );
  });
});

describe('token', () => {
  const claims = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;

  it("prints a user's token and nothing else", async () => {
    const { code, out, err } = await run('token', '--user', 'Ada@Example.com');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(claims(out)).toMatchObject({ email: 'ada@example.com', email_verified: true, token_use: 'id' });
    expect(claims(out)).not.toHaveProperty('cognito:groups');
  });

  it("prints an admin's, and all tokens as JSON", async () => {
    const { out } = await run('token', '--user', 'root@example.com', '--admin');
    expect(claims(out)).toMatchObject({ email: 'root@example.com', 'cognito:groups': ['admins'] });
    const tokens = (await json('token', '--user', 'eve@example.com')) as Record<string, string>;
    expect(claims(tokens['access_token']!)).toMatchObject({
      token_use: 'access',
      username: claims(tokens['id_token']!)['sub'],
    });
  });

  it('takes an e-mail address only: exit code 2', async () => {
    const { code, err } = await run('token', '--user', 'ada');
    expect({ code, err }).toEqual({ code: 2, err: '--user is "ada"; it takes one e-mail address.\n' });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
