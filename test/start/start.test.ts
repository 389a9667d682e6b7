// `npm start` as a new user meets it: what it prints and writes, how it stops, and what it says when it can't start.
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { lensgateCommand, startProcess, stopCommands } from '../support/command-line.ts';
import { listens, npmStart, readEndpoints, untilUp } from '../support/npm-start.ts';
import { testAssembly } from '../support/test-assembly.ts';

const run = promisify(execFile);
let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
let dataDir: string;
beforeAll(async () => {
  temporary = await temporaryDirectory();
  dataDir = join(temporary.path, 'data');
});
afterAll(async () => {
  await stopCommands();
  await temporary.remove();
});

const mode = async (...path: string[]): Promise<string> => ((await stat(join(...path))).mode & 0o777).toString(8);

/** Ends by itself, with one message. */
async function refused(...args: Parameters<typeof npmStart>): Promise<string> {
  const { code, err } = await npmStart(...args).finished;
  expect({ code, err }).toEqual({ code: 1, err: expect.not.stringMatching(/^\s+at /m) });
  return err;
}

it('comes up with a demo camera, says where everything is, and stops without a trace at Ctrl-C', async () => {
  const start = npmStart(dataDir);
  const printed = await untilUp(start);
  const endpoints = await readEndpoints(dataDir);

  expect(endpoints).toEqual({
    region: 'us-east-1',
    accountId: '000000000000',
    awsEndpointUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    apiDocsUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/_docs\/$/),
    mqttUrl: expect.stringMatching(/^mqtts:\/\/127\.0\.0\.1:\d+$/),
    credentialProviderUrl: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    tlsHosts: null,
    consoleUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/),
    serverCaPath: expect.stringContaining(dataDir),
    deviceCa: {
      certificatePath: join(dataDir, 'device-ca', 'certificate.pem'),
      privateKeyPath: join(dataDir, 'device-ca', 'private-key.pem'),
    },
    operator: { accessKeyId: expect.stringMatching(/^AKIA/), secretAccessKey: expect.any(String) },
    issuerUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    sharedSecret: null,
  });
  expect([await mode(dataDir), await mode(dataDir, 'endpoints.json')]).toEqual(['700', '600']);
  expect(await mode(dataDir, 'device-ca', 'private-key.pem')).toBe('600');
  for (const url of [
    endpoints.apiUrl,
    endpoints.apiDocsUrl,
    endpoints.issuerUrl,
    endpoints.awsEndpointUrl,
    endpoints.mqttUrl,
  ])
    expect(printed).toContain(url);
  expect(printed).toMatch(/^Synthesizing the CDK app …\nDeploying the templates …\nRegistering demo-camera …$/m);
  expect(printed).toContain('demo-camera, owner demo@example.com');
  expect(printed.trimEnd().split('\n').at(-1)).toBe(`Console: ${endpoints.consoleUrl}`);

  const [curl] = /^ {2}curl .*$/m.exec(printed)!;
  const { stdout } = await run('bash', ['-c', curl]);
  expect(JSON.parse(stdout)).toMatchObject({ cameraName: 'demo-camera', url: expect.stringMatching(/^wss?:/) });

  // A second one, meanwhile.
  expect(await refused(dataDir)).toBe(
    `${dataDir} is in use by a Lensgate that is running. Stop that one (Ctrl-C), or start with another --data-dir.\n`,
  );

  const ports = Object.values(endpoints).flatMap(
    (value) => /^\w+:\/\/127\.0\.0\.1:(\d+)$/.exec(String(value))?.[1] ?? [],
  );
  expect(ports).toHaveLength(5);
  start.child.kill('SIGINT');
  const { code, err } = await start.finished;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const port of ports) expect(await listens(Number(port))).toBe(false);
  const unreachable = await lensgateCommand(['--data-dir', dataDir, 'executions', 'list']);
  expect(unreachable).toMatchObject({ code: 3, err: expect.stringContaining('npm start') });
});

describe('on a data directory that was used before', () => {
  it('names a port that is taken', async () => {
    const port = Number(new URL((await readEndpoints(dataDir)).apiUrl).port);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const err = await refused(dataDir);
    await new Promise((resolve) => other.close(resolve));
    expect(err).toMatch(
      new RegExp(
        `^Port ${port}, which .* need, is in use by another program\\. Stop that program, or start with another --data-dir.*\\n$`,
      ),
    );
  });

  it('stops in order when Ctrl-C comes while it starts', async () => {
    const start = npmStart(dataDir);
    await start.printed('Synthesizing');
    start.child.kill('SIGINT');
    expect(await start.finished).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/Stopping …\n$/) });
  });

  it('keeps its ports, without --ports auto as well', async () => {
    const before = await readEndpoints(dataDir);
    const script = join(testAssembly.projectDir, 'localcloud', 'start.ts');
    const start = startProcess(['--import', 'tsx', script, '--data-dir', dataDir, '--no-demo']);
    expect(await untilUp(start)).not.toContain('demo-camera');
    start.child.kill('SIGTERM');
    expect(await start.finished).toMatchObject({ code: 0, err: '' });
    // The console's token is a new one at every start.
    expect({ ...(await readEndpoints(dataDir)), consoleUrl: null }).toEqual({ ...before, consoleUrl: null });
  });

  it("serves AWS's camera SDKs with --tls-hosts, and says what the hosts file needs", async () => {
    const start = npmStart(dataDir, '--no-demo', '--tls-hosts');
    const printed = await untilUp(start);
    const { tlsHosts, serverCaPath } = await readEndpoints(dataDir);
    const { awsEndpointUrl, credentialProviderUrl, masterSignalingUrl, viewerSignalingUrl, hostsFile } = tlsHosts!;
    expect(awsEndpointUrl).toMatch(/^https:\/\/aws\.lensgate\.test:\d+$/);
    for (const text of [awsEndpointUrl, credentialProviderUrl, masterSignalingUrl, viewerSignalingUrl, serverCaPath]) {
      expect(printed).toContain(text);
    }
    expect(printed).toMatch(/^ {2}127\.0\.0\.1( (aws|master|viewer|credentials)\.lensgate\.test){4}$/m);
    expect(printed).toContain(`  ${hostsFile.kinesisVideoOfAws}\n`);
    start.child.kill('SIGTERM');
    expect(await start.finished).toMatchObject({ code: 0, err: '' });
    expect(await listens(Number(new URL(awsEndpointUrl).port))).toBe(false);
  });

  it('ends with --tls-hosts when port 443 is taken, and says why', async () => {
    const other = createServer();
    // Taken by this test, or by whoever has it already; or nobody may have it.
    await new Promise<void>((resolve) => other.once('error', () => resolve()).listen(443, '127.0.0.1', resolve));
    const script = join(testAssembly.projectDir, 'localcloud', 'start.ts');
    const { code, err } = await startProcess([
      ...['--import', 'tsx', script, '--data-dir', dataDir, '--no-demo', '--tls-hosts'],
    ]).finished;
    if (other.listening) await new Promise((resolve) => other.close(resolve));
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^Port 443, which TLS hosts \(--tls-hosts\) need, (is in use|may not be bound) by .*, or start without --tls-hosts\.\n$/,
      ),
    });
  });

  it('refuses the data of another version', async () => {
    await writeFile(join(dataDir, 'version'), '0\n');
    expect(await refused(dataDir)).toMatch(
      /^\S+ has data format "0", this version of Lensgate writes format 1\. Move the directory away, or start with another --data-dir\.\n$/,
    );
  });
});

it('says in one sentence that a documented port is taken', async () => {
  const other = createServer();
  // Taken by this test, or by whoever has it already.
  await new Promise<void>((resolve) => other.once('error', () => resolve()).listen(4566, '127.0.0.1', resolve));
  const script = join(testAssembly.projectDir, 'localcloud', 'start.ts');
  const start = startProcess(['--import', 'tsx', script, '--data-dir', join(temporary.path, 'fixed')]);
  const { code, err } = await start.finished;
  await new Promise((resolve) => other.close(resolve));
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringMatching(/^Port 4566, which .*Stop that program, or start with --ports auto\.\n$/),
  });
});

it('passes on what the CDK app says is wrong, without its stack', async () => {
  const other = join(temporary.path, 'nonsense');
  expect(await refused(other, '--stage', 'nonsense')).toBe(
    'The CDK app could not be synthesized: Unknown stage "nonsense": use -c stage=<one of dev, prod>, or add it to infra/settings.ts.\n' +
      `All that it said is in ${join(other, 'logs', 'synthesis.log')}.\n`,
  );
});

it.each<[string, string[], RegExp]>([
  ['an unknown option', ['--nonsense'], /^Unknown option '--nonsense'\. npm start -- --help lists the options\.\n$/],
  ['an unknown argument', ['nonsense'], /^Unexpected argument 'nonsense'.*--help lists the options\.\n$/],
  ['other ports', ['--ports', '8080'], /^--ports takes auto \(given: 8080\).*\n$/],
])('refuses %s', async (_, options, words) => {
  expect(await refused(join(temporary.path, 'unused'), ...options)).toMatch(words);
});

it('passes on what an override of the settings takes', async () => {
  const { path, remove } = await temporaryDirectory();
  const err = await refused(join(path, 'data'), '--no-demo', '--media', 'video');
  expect(err).toContain('media takes one of webrtc, stream, both, and was given "video".');
  await remove();
});

it('refuses a directory that holds something else, and leaves it alone', async () => {
  const mine = join(temporary.path, 'mine');
  await mkdir(mine);
  await chmod(mine, 0o755);
  await writeFile(join(mine, 'thesis.txt'), 'all of it');
  expect(await refused(mine)).toMatch(/^\S+ is not empty, and nothing in it says that it is Lensgate's\..*\n$/);
  expect([await readdir(mine), await mode(mine)]).toEqual([['thesis.txt'], '755']);
  expect(await refused(join(mine, 'thesis.txt'))).toMatch(
    /^\S+ can't be used as data directory \(it is a file\)\..*\n$/,
  );
});

it('has --help', async () => {
  const { code, out, err } = await npmStart(dataDir, '--help').finished;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^Runs Lensgate on this machine/);
  for (const option of ['--data-dir', '--ports auto', '--no-demo', '--tls-hosts', '4566'])
    expect(out).toContain(option);
});
