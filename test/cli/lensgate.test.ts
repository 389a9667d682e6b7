// The other commands of `lensgate` against the deployed system, on the local cloud and by the AWS SDK's own settings.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validateViewerUrlResponse } from '../../events/index.ts';
import { connectCamera, makeCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { lensgateCommand, startCommand, type Finished } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { testAssembly } from '../support/test-assembly.ts';

let lensgate: Lensgate;
let registered: TestCamera;
let refused: TestCamera;
beforeAll(async () => {
  lensgate = await startLensgate();
  registered = await registerCamera(lensgate, {
    serialNumber: 'SN-1',
    cameraName: 'front-door',
    owner: 'ada@example.com',
  });
  refused = await makeCamera('SN-UNKNOWN');
  const giveUp = new AbortController();
  connectCamera(lensgate, 'nobody', refused, giveUp.signal).catch(() => undefined);
  for (let failed = ''; !failed.includes(refused.certificateId);) {
    failed = (await run('executions', 'list', '--status', 'failed')).out;
  }
  giveUp.abort(new Error('enough'));
});
afterAll(() => lensgate.stop());

const run = (...args: string[]): Promise<Finished> => lensgateCommand(['--data-dir', lensgate.dataDir, ...args]);
const json = async (...args: string[]): Promise<unknown> => {
  const { code, out, err } = await run(...args, '--json');
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as unknown;
};

describe('executions list', () => {
  it('shows name, status, start and duration of each, newest first', async () => {
    const { code, out, err } = await run('executions', 'list');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^NAME {62}STATUS {5}STARTED {19}TOOK$/);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(new RegExp(`^${refused.certificateId}  FAILED     20\\d\\d-.*Z  \\d+ m?s$`));
    expect(rows[1]).toMatch(new RegExp(`^${registered.certificateId}  SUCCEEDED  20\\d\\d-.*Z  \\d+ m?s$`));
  });

  it('filters by status and by number', async () => {
    expect(await json('executions', 'list', '--status', 'SUCCEEDED')).toMatchObject([
      { name: registered.certificateId, status: 'SUCCEEDED' },
    ]);
    expect(await json('executions', 'list', '--limit', '1')).toMatchObject([{ name: refused.certificateId }]);
    expect((await run('executions', 'list', '--status', 'ABORTED')).out).toBe('No executions that are ABORTED.\n');
    expect(await json('executions', 'list', '--status', 'ABORTED')).toEqual([]);
  });
});

describe('executions show', () => {
  it('shows each state of one that succeeded', async () => {
    const { code, out } = await run('executions', 'show', registered.certificateId);
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^${registered.certificateId}: SUCCEEDED\nstarted 20\\d\\d-.*Z, took \\d+ m?s\n\nSTATE`),
    );
    expect(out).toMatch(/^IdentifyCamera +Task +1 +\d+ m?s$/m);
  });

  it('shows the cause of one that failed', async () => {
    const { code, out } = await run('executions', 'show', refused.certificateId);
    expect(code).toBe(0);
    expect(out).toMatch(/^UnknownSerialNumberError: .*SN-UNKNOWN is not in the manifest/m);
    expect(out).toMatch(/^IdentifyCamera .*UnknownSerialNumberError$/m);
    expect(await json('executions', 'show', refused.certificateId)).toMatchObject({
      status: 'FAILED',
      error: 'UnknownSerialNumberError',
      states: expect.arrayContaining([expect.objectContaining({ name: 'IdentifyCamera', attempts: 1 })]),
    });
  });

  it('knows when there is none of that name: exit code 1', async () => {
    expect(await run('executions', 'show', 'nobody')).toEqual({
      code: 1,
      out: '',
      err: 'There is no execution nobody. lensgate executions list shows those that there are.\n',
    });
  });
});

describe('executions watch', () => {
  it('prints a start and an end, and stops at Ctrl-C with exit code 0', async () => {
    const watch = ['--data-dir', lensgate.dataDir, 'executions', 'watch', '--interval', '1'];
    const [people, scripts] = [startCommand(watch), startCommand([...watch, '--json'])];
    await new Promise<void>((resolve) => {
      let looks = 0;
      const restore = lensgate.cloud.context.aws.intercept(({ operation }, proceed) => {
        if (operation === 'ListExecutions' && ++looks === 2) {
          restore();
          resolve();
        }
        return proceed();
      });
    });
    const { certificateId } = await registerCamera(lensgate, { serialNumber: 'SN-W', cameraName: 'watched' });
    await people.printed(new RegExp(`RUNNING +${certificateId}`));
    await people.printed(new RegExp(`SUCCEEDED +${certificateId}`));
    await scripts.printed(`"status":"SUCCEEDED"`);
    for (const { child } of [people, scripts]) child.kill('SIGINT');
    const { code, out, err } = await people.finished;
    expect({ code, err }).toEqual({ code: 0, err: 'Watching executions. Ctrl-C ends it.\n' });
    expect(out).not.toContain(registered.certificateId);
    const told = await scripts.finished;
    expect({ code: told.code, err: told.err }).toEqual({ code: 0, err: '' });
    const events = told.out.trimEnd().split('\n');
    expect(events.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { name: certificateId, status: 'RUNNING' },
      { name: certificateId, status: 'SUCCEEDED' },
    ]);
  });
});

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

describe('camera start', () => {
  it('takes its name from the manifest, registers, goes live, and comes back with the same identity', async () => {
    await run('manifest', 'add', '--serial', 'SN:7', '--camera', 'porch', '--owner', 'ada@example.com');
    const { code, out, err } = await run('camera', 'start', '--serial', 'SN:7', '--exit-when-live');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^Made a key; the factory signed certificate [0-9a-f]{64} for serial number SN:7\.$/);
    expect(lines[1]).toBe('Connecting (attempt 1) …');
    expect(lines[2]).toMatch(/^Dropped: .*Next attempt in \d\.\d s\.$/);
    expect(lines.at(-3)).toMatch(/^Registered as porch at attempt \d+\.$/);
    expect(lines.at(-2)).toMatch(/^Has AWS credentials until \d{4}-\d\d-\d\dT.*Z\.$/);
    expect(lines.at(-1)).toMatch(/^Live as master of arn:aws:kinesisvideo:us-east-1:\d+:channel\/porch\/\d{13}\./);

    const keyStore = join(lensgate.dataDir, 'cameras');
    expect(await readdir(keyStore)).toEqual(['SN%3A7.pem']);
    expect((await stat(keyStore)).mode & 0o777).toBe(0o700);
    expect((await stat(join(keyStore, 'SN%3A7.pem'))).mode & 0o777).toBe(0o600);

    const callers = new Set<string>();
    const leave = lensgate.cloud.context.aws.intercept(({ service, call }, proceed) => {
      if (service === 'kinesisvideo') callers.add(call.principal.arn);
      return proceed();
    });
    const again = await run('camera', 'start', '--serial', 'SN:7', '--exit-when-live', '--json');
    leave();
    // The certificate's session of the camera role, and never the operator.
    expect([...callers]).toEqual([
      expect.stringMatching(/^arn:aws:sts::\d+:assumed-role\/\S*CameraRole\S*\/[0-9a-f]{64}$/),
    ]);
    const events = again.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ type }) => type)).toEqual([
      ...['identity-found', 'connecting', 'registered', 'credentials-received', 'went-live'],
    ]);
    expect(lines[0]).toContain(events[0]!['certificateId']);
  });

  it('is switched off by Ctrl-C: exit code 0', async () => {
    const camera = startCommand(['--data-dir', lensgate.dataDir, 'camera', 'start', '--serial', 'SN:7']);
    await camera.printed('Live as master');
    camera.child.kill('SIGINT');
    expect(await camera.finished).toMatchObject({ code: 0, err: '' });
  });

  it('did not go live when it was switched off before: exit code 1', async () => {
    const camera = startCommand([
      '--data-dir',
      lensgate.dataDir,
      'camera',
      'start',
      '--serial',
      'SN-X',
      '--exit-when-live',
    ]);
    await camera.printed('Dropped');
    camera.child.kill('SIGINT');
    expect(await camera.finished).toMatchObject({ code: 1, err: 'Switched off before it was live.\n' });
  });

  it.each([
    [['--serial', 'S N'], '--serial is "S N"; it takes 1 to 64 characters of A-Z a-z 0-9 . _ : -.\n'],
    [['--serial', 'SN-1', '--camera', 'a/b'], '--camera is "a/b"; it takes 1 to 128 characters of a-z A-Z 0-9 _ -.\n'],
    [['--serial', 'SN:9'], 'Serial number SN:9 is not in the manifest, and is no name for a camera: give --camera.\n'],
  ])('%j is wrong usage: exit code 2', async (args, err) => {
    expect(await run('camera', 'start', ...args)).toEqual({ code: 2, out: '', err });
  });
});

describe('on AWS, found as the SDK finds it', () => {
  const onAws = (...args: string[]) =>
    lensgateCommand(args, {
      AWS_ENDPOINT_URL: lensgate.client.endpoint,
      AWS_ACCESS_KEY_ID: lensgate.client.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: lensgate.client.credentials.secretAccessKey,
    });
  const region = ['--region', 'us-east-1', '--data-dir', '/nonexistent'];

  it('manifest, executions and viewer-url work with --region', async () => {
    const added = await onAws('manifest', 'add', '--serial', 'AWS-1', '--camera', 'aws-1', ...region);
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toMatch(/^AWS-1 → aws-1: added\nClaim code, shown this once: [0-9A-Z-]{15}\n$/);
    const listed = await onAws('executions', 'list', '--json', ...region);
    expect(JSON.parse(listed.out)).toContainEqual(expect.objectContaining({ name: registered.certificateId }));
    const shown = await onAws('executions', 'show', registered.certificateId, ...region);
    expect(shown.out).toContain('SUCCEEDED');
    const url = await onAws(
      'viewer-url',
      '--camera',
      'front-door',
      '--token',
      await lensgate.token('ada@example.com'),
      ...region,
    );
    expect(url.out).toMatch(/^wss?:/);
  });

  it('they work with --profile', async () => {
    const { path, remove } = await temporaryDirectory();
    const { accessKeyId, secretAccessKey } = lensgate.client.credentials;
    await writeFile(
      join(path, 'config'),
      `[profile maker]\nregion = us-east-1\nendpoint_url = ${lensgate.client.endpoint}\n` +
        `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    const { code, out, err } = await lensgateCommand(
      [
        'viewer-url',
        '--camera',
        'front-door',
        '--token',
        await lensgate.token('ada@example.com'),
        '--profile',
        'maker',
      ],
      { AWS_CONFIG_FILE: join(path, 'config') },
    );
    await remove();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^wss?:/);
  });

  it('users sign in themselves: exit code 1, and a sentence that says where', async () => {
    const { code, out, err } = await onAws('token', '--user', 'ada@example.com', ...region);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^The tokens of this stack come from http\S+, where users sign in themselves: .*docs\/deploy\.md/,
    );
  });

  it('a camera needs the device CA: exit code 2', async () => {
    const { code, err } = await onAws('camera', 'start', '--serial', 'AWS-1', ...region);
    expect(code).toBe(2);
    expect(err).toMatch(/^On AWS a simulated camera needs the device CA.*--device-ca-key.*\n$/);
  });

  it('names a stack that is not there: exit code 1', async () => {
    expect(await onAws('executions', 'list', '--stack', 'Nowhere', ...region)).toEqual({
      code: 1,
      out: '',
      err: 'There is no stack Nowhere in us-east-1. --stack and --region say which one to use.\n',
    });
  });

  it('says when no region or no credentials are known: exit code 2', async () => {
    const noRegion = await lensgateCommand(['executions', 'list', '--profile', 'nobody']);
    expect(noRegion).toMatchObject({ code: 2, err: expect.stringMatching(/^No AWS region is known.*\n$/) });
    const noCredentials = await lensgateCommand(['executions', 'list', '--region', 'us-east-1'], {
      AWS_ENDPOINT_URL: lensgate.client.endpoint,
    });
    expect(noCredentials).toMatchObject({ code: 2, err: expect.stringMatching(/^No AWS credentials: .*\n$/) });
  });
});

describe('usage', () => {
  const commands = [
    [],
    ['manifest'],
    ['manifest', 'add'],
    ['manifest', 'import'],
    ['camera'],
    ['camera', 'start'],
    ['executions'],
    ['executions', 'list'],
    ['executions', 'show'],
    ['executions', 'retry'],
    ['executions', 'watch'],
    ['viewer-url'],
    ['token'],
  ];
  it.each(commands.map((command) => [command]))('%j has --help: exit code 0', async (command) => {
    const { code, out, err } = await lensgateCommand([...command, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^Usage: ${['lensgate', ...command].join(' ')} `));
    expect(out).toContain('--help');
    expect(out).toContain('Exit codes: 0 done');
  });

  it.each([
    [['nonsense'], "error: unknown command 'nonsense'"],
    [['manifest', 'nonsense'], "error: unknown command 'nonsense'"],
    [['executions', 'list', '--nonsense'], "error: unknown option '--nonsense'"],
    [['executions', 'show'], "error: missing required argument 'name'"],
    [['executions', 'list', '--limit', '0'], 'It takes a whole number from 1.'],
    [['executions', 'list', '--status', 'DONE'], '--status is DONE; it takes one of RUNNING, SUCCEEDED'],
  ])('%j is wrong usage: exit code 2', async (args, words) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
  });

  it('without a local cloud or an account it says what to do: exit code 2', async () => {
    const { code, out, err } = await lensgateCommand(['executions', 'list', '--data-dir', '/nonexistent']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      'There is no /nonexistent/endpoints.json. Start the local cloud (npm start), name its --data-dir, or name an AWS account with --profile or --region.\n',
    );
  });

  it('an endpoints.json that is damaged is one sentence: exit code 2', async () => {
    const { path, remove } = await temporaryDirectory();
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'endpoints.json'), '{ "region": ');
    const { code, err } = await lensgateCommand(['executions', 'list', '--data-dir', path]);
    await remove();
    expect(code).toBe(2);
    expect(err).toMatch(/endpoints\.json is not what npm start writes\..*\n$/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
