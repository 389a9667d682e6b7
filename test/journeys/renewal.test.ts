// A camera gets another certificate while somebody watches it: the simulated camera, the whole system, and what the old certificate is worth then.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DescribeCertificateCommand, IoTClient, ListThingPrincipalsCommand } from '@aws-sdk/client-iot';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { runCamera, type RunningCamera } from '../camera/running-camera.ts';
import { cameraRecord } from '../support/camera-record.ts';
import { commandsAgainst, lensgateCommand, stopCommands } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { optionsOfCamera } from '../support/live-camera.ts';
import { openSignalingSocket, type SignalingSocket } from '../support/signaling-socket.ts';
import { until } from '../support/until.ts';

const [serialNumber, cameraName, owner] = ['SN-1', 'front-door', 'ada@example.com'];

let lensgate: Lensgate;
let camera: RunningCamera;
beforeAll(async () => {
  lensgate = await startLensgate();
  await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({ serialNumber, cameraName, owner });
  // It believes in its new certificate as soon as it has credentials for it.
  const renewalDecidedWithinMs = -10 * 60_000;
  camera = runCamera({ ...optionsOfCamera(lensgate, { serialNumber, cameraName }), renewalDecidedWithinMs });
  await camera.event('went-live');
});
afterAll(async () => {
  await stopCommands();
  await camera.switchOff();
  await lensgate.stop();
});

const record = async () => (await cameraRecord(lensgate, cameraName))!;
const viewerUrl = async (): Promise<string> => {
  const headers = { authorization: `Bearer ${await lensgate.token(owner)}` };
  const { apiUrl } = lensgate.cloud.context.addresses;
  const response = await fetch(`${apiUrl}/cameras/${cameraName}/viewer-url?ice=false`, { headers });
  return ((await response.json()) as { url: string }).url;
};

it('renews its certificate when it is asked to, and whoever watches notices nothing', async () => {
  const before = await record();
  const watching = (await openSignalingSocket(await viewerUrl())) as SignalingSocket;
  let closed = false;
  void watching.closed.then(() => (closed = true));

  const asked = await commandsAgainst(lensgate).run('camera', 'renew', '--camera', cameraName);
  expect(asked).toMatchObject({ code: 0, err: '' });
  const { certificateId } = await camera.event('certificate-renewed');
  const after = await until(async () => {
    const now = await record();
    return now['certificateId'] === certificateId && now['formerCertificateId'] === undefined && now;
  });
  const { certificateId: _, certificateExpiresAt: __, issuerAndSerial: ___, ...rest } = before;
  expect(after).toEqual({
    ...rest,
    ...{ certificateId, certificateExpiresAt: Date.UTC(2049, 11, 31, 23, 59, 59) / 1000 },
    registeredWith: before['certificateId'],
  });

  const iot = new IoTClient(lensgate.client);
  const old = await iot.send(new DescribeCertificateCommand({ certificateId: String(before['certificateId']) }));
  expect(old.certificateDescription!.status).toBe('INACTIVE');
  await until(async () => {
    const { principals = [] } = await iot.send(new ListThingPrincipalsCommand({ thingName: cameraName }));
    return principals.length === 1 && principals[0]!.endsWith(certificateId);
  });
  const types = camera.events.map(({ type }) => type);
  expect(types.filter((type) => type === 'went-live')).toHaveLength(1);
  expect(types).not.toContain('sessions-ended');
  expect(closed).toBe(false);
  await watching.close();
  await ((await openSignalingSocket(await viewerUrl())) as SignalingSocket).close();
}, 120_000);

it('is heard by its new certificate from then on', async () => {
  const { setupUntil: before } = await record();
  const keyStore = `${lensgate.dataDir}/cameras`;
  const pressed = await lensgateCommand(['camera', 'press-button', '--serial', serialNumber, '--key-store', keyStore]);
  expect(pressed.code).toBe(0);
  await until(async () => (await record())['setupUntil'] !== before);
});

it('re-armed, it registers anew with the certificate of its factory, as nobody’s', async () => {
  const { registeredWith, certificateId, epoch } = await record();
  const retired = await commandsAgainst(lensgate).run(
    ...['camera', 'retire', '--camera', cameraName, '--certificate', 'rearm', '--yes'],
  );
  expect(retired).toMatchObject({ code: 0, err: '' });
  expect(await camera.event('old-key-dropped', 2)).toEqual({ type: 'old-key-dropped', certificateId });
  await camera.event('went-live', 2);
  const after = await record();
  expect(after).toMatchObject({ status: 'ACTIVE', certificateId: registeredWith });
  expect([after['userId'], after['registeredWith']]).toEqual([undefined, undefined]);
  expect(Number(after['epoch'])).toBeGreaterThan(Number(epoch));
  const iot = new IoTClient(lensgate.client);
  const gone = iot.send(new DescribeCertificateCommand({ certificateId: String(certificateId) }));
  await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
}, 120_000);

it('banned after a renewal, it comes back with neither certificate', async () => {
  const { certificateId: first } = await record();
  await commandsAgainst(lensgate).run('camera', 'renew', '--camera', cameraName);
  const { certificateId } = await camera.event('certificate-renewed', 2);
  await until(async () => (await record())['registeredWith'] === first && !(await record())['formerCertificateId']);
  const ban = ['certificates', 'ban', '--certificate', certificateId, '--yes'];
  expect(await commandsAgainst(lensgate).run(...ban)).toMatchObject({ code: 0 });
  const { bans } = (await commandsAgainst(lensgate).json('certificates', 'banned')) as {
    bans: { certificateId: string }[];
  };
  expect(bans.map((one) => one.certificateId).sort()).toEqual([certificateId, String(first)].sort());
}, 120_000);

it('a camera that there is not is not asked: exit code 1', async () => {
  const { code, err } = await commandsAgainst(lensgate).run('camera', 'renew', '--camera', 'nowhere');
  expect(code).toBe(1);
  expect(err).toMatch(/^There is no registered camera nowhere\. /);
});
