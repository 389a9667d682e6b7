// What a person does at the camera, and what the cloud learns of it: pairing, factory reset, the button.
import { access, chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CameraNotRunningError, listenForControls, useControls } from '../../camera/control-socket.ts';
import type { ControlOutcome } from '../../camera/controls.ts';
import { until } from '../support/until.ts';
import { serialNumber, startCameraCloud, type CameraCloud } from './camera-cloud.ts';
import { runCamera, type RunningCamera } from './running-camera.ts';

let cloud: CameraCloud;
let camera: RunningCamera | undefined;
beforeEach(async () => {
  cloud = await startCameraCloud();
});
afterEach(async () => {
  await camera?.switchOff();
  await cloud.stop();
});

const token = 'mJ0aK2wq5yV8sQ1tZ7xB4g';
const switchOn = (more: { pairingToken?: string; mqttUrl?: string } = {}): RunningCamera =>
  (camera = runCamera({ ...cloud.options, ...more }));
const socketPath = (): string => join(cloud.keyStoreDirectory, `${serialNumber}.sock`);
const use = (request: Parameters<typeof useControls>[1]) => useControls(socketPath(), request);
const nobody = 'mqtts://127.0.0.1:1';

describe('pairing', () => {
  it('sends the token, and tells the person what the cloud says', async () => {
    const running = switchOn();
    await running.event('went-live');
    const outcome = use({ control: 'pair', pairingToken: token });
    expect(await cloud.hear('pairing')).toEqual({ pairingToken: token });
    await cloud.tell('pairing-result', { accepted: true, message: 'It is yours.' });
    expect(await outcome).toEqual({ outcome: 'done', message: 'It is yours.' });
    expect(await running.event('paired')).toEqual({ type: 'paired', message: 'It is yours.' });
    expect(JSON.stringify(running.events)).not.toContain(token);
  });

  it('is refused when the cloud says so', async () => {
    const running = switchOn();
    await running.event('went-live');
    const outcome = use({ control: 'pair', pairingToken: token });
    await cloud.hear('pairing');
    await cloud.tell('pairing-result', { accepted: false, message: 'The camera has an owner.' });
    expect(await outcome).toEqual({ outcome: 'refused', message: 'The camera has an owner.' });
    expect(await running.event('pairing-refused')).toMatchObject({ message: 'The camera has an owner.' });
  });

  it('goes nowhere with what is no token', async () => {
    const running = switchOn();
    await running.event('went-live');
    expect(await use({ control: 'pair', pairingToken: 'short' })).toMatchObject({ outcome: 'refused' });
    expect(cloud.heard).toEqual([]);
  });

  it('happens by itself once the camera is connected, when it was switched on with a token', async () => {
    const running = switchOn({ pairingToken: token });
    expect(await cloud.hear('pairing')).toEqual({ pairingToken: token });
    await cloud.tell('pairing-result', { accepted: true, message: 'It is yours.' });
    await running.event('paired');
    expect(JSON.stringify(running.events)).not.toContain(token);
  });
});

describe('a factory reset', () => {
  it('ends all sessions, and tells the cloud', async () => {
    const running = switchOn();
    await running.event('went-live');
    expect(await use({ control: 'reset' })).toMatchObject({ outcome: 'done' });
    const { requestId } = await cloud.hear('factory-reset');
    expect(running.events).toContainEqual({ type: 'factory-reset', requestId });
    expect(running.events).toContainEqual({ type: 'sessions-ended', viewers: 0 });
    expect(await running.event('reset-sent')).toEqual({ type: 'reset-sent', requestId });
    // Another press is another reset.
    await use({ control: 'reset' });
    expect((await cloud.hear('factory-reset'))['requestId']).not.toBe(requestId);
  });

  it('of a camera without a connection is told when it has one, after a restart too, and before it is paired anew', async () => {
    const offline = switchOn({ mqttUrl: nobody });
    await until(() =>
      access(socketPath()).then(
        () => true,
        () => false,
      ),
    );
    void use({ control: 'reset' }).catch(() => undefined);
    const { requestId } = await offline.event('factory-reset');
    await offline.switchOff();
    expect(await readdir(cloud.keyStoreDirectory)).toEqual([`${serialNumber}.pem`, `${serialNumber}.reset`]);

    const online = switchOn({ pairingToken: token });
    await cloud.hear('pairing');
    expect(cloud.heard.map(({ topic }) => topic.split('/').at(-1))).toEqual(['factory-reset', 'pairing']);
    expect(await cloud.hear('factory-reset')).toEqual({ requestId });
    await online.event('reset-sent');
    expect(await readdir(cloud.keyStoreDirectory)).toEqual([`${serialNumber}.pem`, `${serialNumber}.sock`]);
  });
});

describe('the button', () => {
  it('opens the time to set the camera up, each press with a number of its own', async () => {
    const running = switchOn();
    await running.event('went-live');
    expect(await use({ control: 'press-button' })).toMatchObject({ outcome: 'done' });
    await use({ control: 'press-button' });
    const [first, second] = [await cloud.hear('setup'), await cloud.hear('setup')];
    expect(first['requestId']).not.toBe(second['requestId']);
    expect(running.events).toContainEqual({ type: 'setup-sent', requestId: first['requestId'] });
  });
});

describe("the way to a camera's controls", () => {
  const off = new AbortController();
  const done = async (): Promise<ControlOutcome> => ({ outcome: 'done', message: '' });

  it("is the key store's owner's alone", async () => {
    await chmod(cloud.keyStoreDirectory, 0o755);
    await switchOn().event('went-live');
    expect((await stat(socketPath())).mode & 0o777).toBe(0o600);
  });

  it('is closed when no camera runs, and gone when it is switched off', async () => {
    await expect(use({ control: 'reset' })).rejects.toThrow(CameraNotRunningError);
    const running = switchOn();
    await running.event('went-live');
    await running.switchOff();
    expect(await readdir(cloud.keyStoreDirectory)).toEqual([`${serialNumber}.pem`]);
  });

  it('is found again after a process that was killed', async () => {
    await writeFile(socketPath(), '');
    const listening = listenForControls(socketPath(), done, off.signal);
    await until(() =>
      use({ control: 'reset' }).then(
        () => true,
        () => false,
      ),
    );
    off.abort();
    await listening;
  });

  it('belongs to one process: a second camera with this serial number says that it has none', async () => {
    const first = switchOn();
    await first.event('went-live');
    const second = runCamera(cloud.options);
    expect(await second.event('controls-unavailable')).toMatchObject({ reason: 'another process runs this camera' });
    await second.switchOff();
    expect(await use({ control: 'press-button' })).toMatchObject({ outcome: 'done' });
  });

  it('is not opened where its path would be cut off', async () => {
    const far = join(cloud.keyStoreDirectory, 'x'.repeat(100));
    await mkdir(far);
    await expect(listenForControls(join(far, 'a.sock'), done, new AbortController().signal)).rejects.toThrow(
      'too long for a socket',
    );
    expect(await readdir(far)).toEqual([]);
  });

  it('survives those who say nothing, or nonsense', async () => {
    const running = switchOn();
    await running.event('went-live');
    for (const words of ['', 'nonsense\n', `${'x'.repeat(5000)}`, '{"control":"explode"}\n']) {
      await new Promise<void>((resolve) => {
        const socket = createConnection(socketPath(), () => socket.end(words));
        socket.resume().on('close', () => resolve());
      });
    }
    expect(await use({ control: 'press-button' })).toMatchObject({ outcome: 'done' });
  });
});
