// A cloud around one registered camera: real broker, credentials provider and KVS; the test itself is the part that answers the camera.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import type { CameraOptions } from '../../camera/camera.ts';
import type { CameraIdentity } from '../../camera/factory.ts';
import { keepIdentity } from '../../camera/key-store.ts';
import {
  iotArn,
  mayAssume,
  roleAlias,
  startProviderCloud,
  type Camera,
  type ProviderCloud,
} from '../localcloud/credentials-provider/provider-cloud.ts';
import { activate, everything } from '../localcloud/iot/iot-cloud.ts';
import { connect, connected, idOf, makeDevice } from '../support/mqtt-device.ts';
import { createChannel } from '../support/signaling-channel.ts';

export const cameraName = 'front-door';
export const serialNumber = 'SN-front-door';

/** A message that the camera has published. */
export interface Heard {
  readonly topic: string;
  readonly text: string;
}

export interface CameraCloud {
  readonly provided: ProviderCloud;
  readonly channelArn: string;
  readonly keyStoreDirectory: string;
  /** As the factory made it; it lies in the key store. */
  readonly born: Camera;
  /** What a camera of this cloud is started with. */
  readonly options: Omit<CameraOptions, 'onProgress' | 'signal'>;
  /** All that cameras have published below `lensgate/`. */
  readonly heard: Heard[];
  /** The next message of that kind that nobody has asked for; waits for it. */
  hear(kind: string): Promise<Record<string, string>>;
  tell(kind: string, payload: unknown): Promise<void>;
  /** As the workflow does it: signed by AWS IoT, attached to thing and policy, ACTIVE unless said otherwise. */
  issue(
    certificateSigningRequest: string,
    options?: { readonly setAsActive?: boolean },
  ): Promise<{ certificateId: string; certificatePem: string }>;
  /** Time passes for the cloud; every connection is silent for too long and ends. A camera that is off learns of it when it comes back. */
  pass(minutes: number): Promise<void>;
  /** From now on the camera's channel is closed to the credentials of any other certificate. */
  allowChannelTo(certificateId: string): Promise<void>;
  /** Out of service, as the workflow leaves it; its connection ends. */
  withdraw(certificateId: string): Promise<void>;
  stop(): Promise<void>;
}

const thing = '${iot:Connection.Thing.ThingName}';
const policy = [
  mayAssume,
  { Effect: 'Allow' as const, Action: 'iot:Connect', Resource: iotArn(`client/${thing}`) },
  { Effect: 'Allow' as const, Action: ['iot:Publish', 'iot:Receive'], Resource: iotArn(`topic/lensgate/${thing}/*`) },
  { Effect: 'Allow' as const, Action: 'iot:Subscribe', Resource: iotArn(`topicfilter/lensgate/${thing}/*`) },
];

/** `validity` is that of the camera's first certificate. */
export async function startCameraCloud(validity?: { notAfter: Date }): Promise<CameraCloud> {
  const provided = await startProviderCloud();
  const channel = {
    Effect: 'Allow' as const,
    Action: 'kinesisvideo:*',
    Resource: 'arn:aws:kinesisvideo:*:*:channel/${credentials-iot:ThingName}/*',
  };
  await provided.putRole({ statements: [channel] });
  const { context } = provided.iot.cloud;
  const channelArn = await createChannel(provided.iot.cloud, cameraName);
  const born = await provided.addCamera(cameraName, policy, validity);
  const keyStoreDirectory = join(context.dataDir, 'cameras');
  await keepIdentity(keyStoreDirectory, serialNumber, async () => born);
  const deviceCa = {
    certificatePath: join(context.dataDir, 'ca.pem'),
    privateKeyPath: join(context.dataDir, 'ca.key'),
  };
  await mkdir(context.dataDir, { recursive: true });
  await writeFile(deviceCa.certificatePath, provided.ca.certificate);
  await writeFile(deviceCa.privateKeyPath, provided.ca.privateKey);

  const heard: Heard[] = [];
  const asked = new Map<string, number>();
  let wake: () => void = () => undefined;
  let woken = new Promise<void>((resolve) => (wake = resolve));
  const listener = await makeTheCloud(provided);
  const listen = async (): Promise<MqttClient> => {
    const client = await connected(context, listener, 'the-cloud');
    client.on('message', (topic, payload) => {
      heard.push({ topic, text: payload.toString() });
      wake();
      woken = new Promise<void>((resolve) => (wake = resolve));
    });
    await client.subscribeAsync('lensgate/+/to-cloud/+', { qos: 1 });
    return client;
  };
  let cloud = await listen();

  return {
    provided,
    channelArn,
    keyStoreDirectory,
    born,
    heard,
    options: {
      serialNumber,
      cameraName,
      keyStoreDirectory,
      deviceCa,
      mqttUrl: context.addresses.mqttUrl,
      serverCaPath: join(context.dataDir, 'certificates', 'server-ca-certificate.pem'),
      aws: { region: context.region, endpoint: context.addresses.awsEndpointUrl },
      credentialsProvider: { endpoint: new URL(context.addresses.credentialProviderUrl).host, roleAlias },
      connectBackoff: { baseMs: 10, capMs: 20 },
    },

    async hear(kind) {
      for (;;) {
        const of = heard.filter(({ topic }) => topic === `lensgate/${cameraName}/to-cloud/${kind}`);
        const next = of[asked.get(kind) ?? 0];
        if (next) {
          asked.set(kind, (asked.get(kind) ?? 0) + 1);
          return JSON.parse(next.text) as Record<string, string>;
        }
        await woken;
      }
    },

    async tell(kind, payload) {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      await cloud.publishAsync(`lensgate/${cameraName}/to-camera/${kind}`, text, { qos: 1 });
    },

    async issue(certificateSigningRequest, { setAsActive = true } = {}) {
      const input = { certificateSigningRequest, setAsActive };
      const { certificateId, certificatePem } = await provided.iot.call('CreateCertificateFromCsr', input);
      const principal = iotArn(`cert/${certificateId}`);
      await provided.iot.call('AttachThingPrincipal', { thingName: cameraName, principal });
      await provided.iot.call('AttachPolicy', { policyName: cameraName, target: principal });
      return { certificateId: certificateId!, certificatePem: certificatePem! };
    },

    async pass(minutes) {
      await cloud.endAsync(true);
      await context.clock.advance(minutes * 60_000);
      cloud = await listen();
    },

    allowChannelTo: (certificateId) =>
      provided.putRole({
        statements: [
          { ...channel, Condition: { StringEquals: { 'credentials-iot:AwsCertificateId': certificateId } } },
        ],
      }),

    async withdraw(certificateId) {
      await provided.iot.call('UpdateCertificate', { certificateId, newStatus: 'INACTIVE' });
      const principal = iotArn(`cert/${certificateId}`);
      await provided.iot.call('DetachThingPrincipal', { thingName: cameraName, principal });
      await context.clock.advance(Math.max(context.delays.deactivationMs, context.delays.detachmentMs));
    },

    async stop() {
      await cloud.endAsync(true);
      await provided.stop();
    },
  };
}

async function makeTheCloud({ iot, ca }: ProviderCloud): Promise<CameraIdentity> {
  const identity = await makeDevice('the-cloud', ca);
  await connect(iot.cloud.context, identity, 'the-cloud');
  await activate(iot, idOf(identity.certificate), everything);
  return identity;
}
