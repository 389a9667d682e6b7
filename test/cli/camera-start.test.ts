// `lensgate camera start` against the deployed system.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandsAgainst, startCommand, stopCommands, type Finished } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

let lensgate: Lensgate;
beforeAll(async () => (lensgate = await startLensgate()));
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
});

const run = (...args: string[]): Promise<Finished> => commandsAgainst(lensgate).run(...args);

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

describe('with the pairing token of an app', () => {
  const token = 'mJ0aK2wq5yV8sQ1tZ7xB4g';
  const answers = async (result: object): Promise<void> => {
    const { addresses } = lensgate.cloud.context;
    const data = new IoTDataPlaneClient({ ...lensgate.client, endpoint: addresses.awsEndpointUrl });
    const payload = Buffer.from(JSON.stringify(result));
    await data.send(new PublishCommand({ topic: 'lensgate/porch/to-camera/pairing-result', qos: 1, payload }));
  };
  const pairing = () =>
    startCommand(
      ['--data-dir', lensgate.dataDir, 'camera', 'start', '--serial', 'SN:7', '--pair', '-', '--exit-when-live'],
      {},
      token,
    );

  it('is live and paired: exit code 0', async () => {
    const camera = pairing();
    await camera.printed('Gave the cloud its pairing token.');
    await answers({ accepted: true, message: 'porch is yours.' });
    const { code, out, err } = await camera.finished;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Paired: porch is yours.\n');
    expect(out).not.toContain(token);
  });

  it('is not paired when the cloud refuses: exit code 1', async () => {
    const camera = pairing();
    await camera.printed('Gave the cloud its pairing token.');
    await answers({ accepted: false, message: 'porch has an owner.' });
    const { code, out, err } = await camera.finished;
    expect({ code, err }).toEqual({ code: 1, err: 'Switched off before it was paired.\n' });
    expect(out).toContain('Not paired: porch has an owner.\n');
  });
});

it('is reached by its name once it is registered', async () => {
  const camera = startCommand(['--data-dir', lensgate.dataDir, 'camera', 'start', '--serial', 'SN:7']);
  await camera.printed('Live as master');
  expect(await run('camera', 'press-button', '--camera', 'porch')).toMatchObject({ code: 0, err: '' });
  expect(await run('camera', 'press-button', '--camera', 'nobody')).toMatchObject({ code: 1 });
  camera.child.kill('SIGINT');
  await camera.finished;
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
