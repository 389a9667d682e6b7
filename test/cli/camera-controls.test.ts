// `lensgate camera pair`, `reset` and `press-button` with a camera that runs in another process than the command.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serialNumber, startCameraCloud, type CameraCloud } from '../camera/camera-cloud.ts';
import { runCamera, type RunningCamera } from '../camera/running-camera.ts';
import { lensgateCommand, type Finished } from '../support/command-line.ts';

let cloud: CameraCloud;
let camera: RunningCamera;
beforeEach(async () => {
  cloud = await startCameraCloud();
  camera = runCamera(cloud.options);
  await camera.event('went-live');
});
afterEach(async () => {
  await camera.switchOff();
  await cloud.stop();
});

const token = 'mJ0aK2wq5yV8sQ1tZ7xB4g';
const run = (args: string[], input?: string): Promise<Finished> =>
  lensgateCommand(['camera', ...args, '--serial', serialNumber, '--key-store', cloud.keyStoreDirectory], {}, input);

describe('camera pair', () => {
  it('takes the token from standard input, and says what the cloud says', async () => {
    const finished = run(['pair', '--token', '-'], `${token}\n`);
    expect(await cloud.hear('pairing')).toEqual({ pairingToken: token });
    await cloud.tell('pairing-result', { accepted: true, message: 'front-door is yours.' });
    expect(await finished).toEqual({ code: 0, out: 'front-door is yours.\n', err: '' });
  });

  it('ends with exit code 1 when the cloud refuses', async () => {
    const finished = run(['pair', '--token', token]);
    await cloud.hear('pairing');
    await cloud.tell('pairing-result', { accepted: false, message: 'front-door has an owner.' });
    expect(await finished).toEqual({ code: 1, out: '', err: 'front-door has an owner.\n' });
  });

  it('repeats no token that is none: exit code 2', async () => {
    const { code, out, err } = await run(['pair', '--token', 'pass word']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('--token takes the pairing token of an app: 16 to 128 characters of A-Z a-z 0-9 - _.\n');
  });
});

describe('camera reset', () => {
  it('asks first, and where nobody can answer it takes --yes', async () => {
    const { code, err } = await run(['reset']);
    expect(code).toBe(2);
    expect(err).toContain('--yes');
    expect(cloud.heard).toEqual([]);
    const done = await run(['reset', '--yes', '--json']);
    expect(JSON.parse(done.out)).toMatchObject({ serialNumber, outcome: 'done' });
    await cloud.hear('factory-reset');
  });
});

describe('camera press-button', () => {
  it('tells the cloud', async () => {
    expect(await run(['press-button'])).toMatchObject({ code: 0, err: '' });
    await cloud.hear('setup');
  });

  it('says how to start the camera when it does not run: exit code 1', async () => {
    await camera.switchOff();
    const { code, err } = await run(['press-button']);
    expect(code).toBe(1);
    expect(err).toContain(`lensgate camera start --serial ${serialNumber}`);
  });

  it('needs to know which camera: exit code 2', async () => {
    const { code, err } = await lensgateCommand(['camera', 'press-button']);
    expect({ code, err }).toEqual({ code: 2, err: 'Which camera? Give --serial or --camera.\n' });
  });
});
