// From a camera that is nobody's to its owner and to the next one: pairing, factory reset and button, by the simulated camera over MQTT.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { validateCameraList, validatePairing } from '../../api/payloads/index.ts';
import { runCamera, type RunningCamera } from '../camera/running-camera.ts';
import { cameraRecord } from '../support/camera-record.ts';
import { lensgateCommand } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { optionsOfCamera } from '../support/live-camera.ts';
import { until } from '../support/until.ts';

const [serialNumber, cameraName] = ['SN-1', 'front-door'];
const [ada, zoe] = ['ada@example.com', 'zoe@example.com'];

let lensgate: Lensgate;
let camera: RunningCamera;
beforeAll(async () => {
  lensgate = await startLensgate();
  await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({ serialNumber, cameraName });
  camera = runCamera(optionsOfCamera(lensgate, { serialNumber, cameraName }));
  await camera.event('went-live');
});
afterAll(async () => {
  await camera.switchOff();
  await lensgate.stop();
});

const ask = async (as: string, method: string, path: string) =>
  fetch(`${lensgate.cloud.context.addresses.apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${await lensgate.token(as)}` },
  });
const atTheCamera = (args: string[], input?: string) =>
  lensgateCommand(
    ['camera', ...args, '--serial', serialNumber, '--key-store', `${lensgate.dataDir}/cameras`],
    {},
    input,
  );
/** As an app does it: the token goes from the API to the camera, and the camera brings it back. */
const pairAs = async (as: string) => {
  const response = await ask(as, 'POST', '/pairings');
  const { pairingToken } = validatePairing(await response.json());
  return atTheCamera(['pair', '--token', '-'], `${pairingToken}\n`);
};
const camerasOf = async (as: string) =>
  validateCameraList(await (await ask(as, 'GET', '/cameras')).json()).cameras.map((camera) => [
    camera.cameraName,
    camera.role,
  ]);
const status = async (as: string) => (await ask(as, 'GET', `/cameras/${cameraName}`)).status;

describe('a camera that is nobody’s', () => {
  it('belongs to whoever it is paired with', async () => {
    expect([await camerasOf(ada), await status(ada)]).toEqual([[], 403]);
    expect(await pairAs(ada)).toEqual({ code: 0, out: 'The camera is theirs.\n', err: '' });
    expect([await camerasOf(ada), await status(ada)]).toEqual([[[cameraName, 'OWNER']], 200]);
  });

  it('stays theirs, whoever brings it another token', async () => {
    const { code, err } = await pairAs(zoe);
    expect({ code, says: err.includes('has an owner') }).toEqual({ code: 1, says: true });
    expect([await status(ada), await status(zoe)]).toEqual([200, 403]);
  });
});

describe('a camera that was reset', () => {
  it('is nobody’s, its sessions end, and it can be paired again', async () => {
    const { channelArn } = (await cameraRecord(lensgate, cameraName))!;
    expect((await atTheCamera(['reset', '--yes'])).code).toBe(0);
    await until(async () => (await status(ada)) === 403);
    await until(async () => {
      const record = (await cameraRecord(lensgate, cameraName))!;
      return record['status'] === 'ACTIVE' && record['channelArn'] !== channelArn;
    });
    expect(await pairAs(zoe)).toMatchObject({ code: 0 });
    expect([await camerasOf(ada), await camerasOf(zoe)]).toEqual([[], [[cameraName, 'OWNER']]]);
  });

  it('is live on its new channel, by itself', async () => {
    await camera.event('went-live', 2);
    // By itself, and because the cloud said so.
    await camera.event('sessions-ended', 2);
    expect((await ask(zoe, 'GET', `/cameras/${cameraName}/viewer-url?ice=false`)).status).toBe(200);
  });
});

it('the button of a camera opens the time in which it may be set up', async () => {
  const { setupUntil: before = 0 } = (await cameraRecord(lensgate, cameraName))!;
  expect((await atTheCamera(['press-button'])).code).toBe(0);
  await until(async () => Number((await cameraRecord(lensgate, cameraName))!['setupUntil']) > Number(before));
});
