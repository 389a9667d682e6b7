// `lensgate` without a local cloud's endpoints.json: the account is found as the AWS SDK finds it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { registerCamera, type TestCamera } from '../support/camera.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { lensgateCommand } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

let lensgate: Lensgate;
let registered: TestCamera;
beforeAll(async () => {
  lensgate = await startLensgate();
  registered = await registerCamera(lensgate, {
    serialNumber: 'SN-1',
    cameraName: 'front-door',
    owner: 'ada@example.com',
  });
});
afterAll(() => lensgate.stop());

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
    ['viewer-url', '--camera', 'front-door', '--token', await lensgate.token('ada@example.com'), '--profile', 'maker'],
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
