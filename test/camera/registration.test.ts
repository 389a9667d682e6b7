// A camera against AWS IoT as it is here: real mutual TLS, real MQTT. What happens when is AWS IoT's just-in-time registration.
import { join } from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepIdentity } from '../../camera/key-store.ts';
import { addDeviceCa, startIotCloud, type IotCloud } from '../localcloud/iot/iot-cloud.ts';
import { closed, connected } from '../support/mqtt-device.ts';
import { runCamera, type RunningCamera } from './running-camera.ts';

const cameras: RunningCamera[] = [];
let iotCloud: IotCloud;
beforeEach(async () => {
  iotCloud = await startIotCloud();
});
afterEach(async () => {
  await Promise.all(cameras.splice(0).map((camera) => camera.switchOff()));
  await iotCloud.stop();
});

async function switchOn(options: { cameraName?: string } = {}): Promise<RunningCamera> {
  const { dataDir, addresses, region } = iotCloud.cloud.context;
  const ca = await addDeviceCa(iotCloud);
  const paths = { certificatePath: join(dataDir, 'ca.pem'), privateKeyPath: join(dataDir, 'ca-key.pem') };
  await mkdir(dataDir, { recursive: true });
  await writeFile(paths.certificatePath, ca.certificate);
  await writeFile(paths.privateKeyPath, ca.privateKey);
  const camera = runCamera({
    serialNumber: 'SN-0001',
    ...options,
    keyStoreDirectory: join(dataDir, 'cameras'),
    deviceCa: paths,
    mqttUrl: addresses.mqttUrl,
    serverCaPath: join(dataDir, 'certificates', 'server-ca-certificate.pem'),
    // No KVS here: what comes after the registration is tested elsewhere.
    aws: { region, endpoint: 'http://127.0.0.1:1' },
    credentialsProvider: { endpoint: '127.0.0.1:1', roleAlias: 'none' },
    connectBackoff: { baseMs: 10, capMs: 20 },
  });
  cameras.push(camera);
  return camera;
}

async function activate(certificateId: string) {
  const certificateArn = `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`;
  await iotCloud.call('CreateThing', { thingName: 'front-door' });
  await iotCloud.call('CreatePolicy', {
    policyName: 'CameraPolicy',
    policyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'iot:Connect',
          Resource: 'arn:aws:iot:us-east-1:000000000000:client/${iot:Connection.Thing.ThingName}',
          Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
        },
        {
          Effect: 'Allow',
          Action: 'iot:Subscribe',
          Resource: 'arn:aws:iot:us-east-1:000000000000:topicfilter/lensgate/front-door/*',
        },
      ],
    }),
  });
  await iotCloud.call('AttachPolicy', { policyName: 'CameraPolicy', target: certificateArn });
  await iotCloud.call('AttachThingPrincipal', { thingName: 'front-door', principal: certificateArn });
  await iotCloud.call('UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
}

describe('a camera', () => {
  it('is dropped until its certificate is active, then stays connected as its thing', async () => {
    const camera = await switchOn({ cameraName: 'front-door' });
    const { certificateId, serialNumber } = await camera.event('identity-made');
    expect(serialNumber).toBe('SN-0001');
    await camera.event('connection-dropped', 3);
    const { certificateDescription } = await iotCloud.call('DescribeCertificate', { certificateId });
    expect(certificateDescription?.status).toBe('PENDING_ACTIVATION');

    await activate(certificateId);
    const { cameraName, attempts } = await camera.event('registered');
    expect(cameraName).toBe('front-door');
    expect(attempts).toBeGreaterThan(3);
    await camera.switchOff();
  });

  it('comes back when its connection is taken away', async () => {
    const camera = await switchOn({ cameraName: 'front-door' });
    const { certificateId } = await camera.event('identity-made');
    await camera.event('connection-dropped');
    await activate(certificateId);
    await camera.event('registered');
    const directory = join(iotCloud.cloud.context.dataDir, 'cameras');
    const identity = await keepIdentity(directory, 'SN-0001', () => Promise.reject(new Error('it has one')));
    // The newest connection of a client id wins, and then it's the camera's turn again.
    const twin = await connected(iotCloud.cloud.context, identity, 'front-door');
    const twinClosed = closed(twin);
    await camera.event('registered', 2);
    await twinClosed;
    expect(camera.events).toContainEqual(expect.objectContaining({ type: 'connection-dropped', attempt: 0 }));
  });

  it('can be switched off while it is still being dropped', async () => {
    const camera = await switchOn();
    await camera.event('connection-dropped');
    await camera.switchOff();
    expect(camera.events.map(({ type }) => type)).not.toContain('registered');
  });

  it('says nothing that is secret', async () => {
    const camera = await switchOn();
    await camera.event('connection-dropped', 2);
    expect(JSON.stringify(camera.events)).not.toMatch(/PRIVATE KEY|BEGIN/);
  });
});
