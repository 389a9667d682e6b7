// A simulated camera, from the factory to live video: identity, registration, presence, media.
import { readFile } from 'node:fs/promises';
import type { MqttClient } from 'mqtt';
import { type Backoff, retryDelayMs, waitFor } from './backoff.ts';
import { makeCameraIdentity } from './factory.ts';
import { iotCredentials } from './iot-credentials.ts';
import { keepIdentity } from './key-store.ts';
import { goLive } from './master.ts';
import { streamMedia } from './media-stream.ts';
import type { OnProgress } from './progress.ts';
import { connectUntilAccepted, defaultConnectBackoff } from './registration.ts';
import type { AwsAccess } from './signaling-channel.ts';

/** Live to viewers over WebRTC, recorded in the camera's KVS stream, or both. */
export const mediaKinds = ['webrtc', 'stream', 'both'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export interface CameraOptions {
  readonly serialNumber: string;
  /** The name that the manifest gives the camera; without one it goes by its serial number. */
  readonly cameraName?: string;
  /** Its key and certificate lie here, readable by nobody else. */
  readonly keyStoreDirectory: string;
  /** Signs the camera's certificate the first time: the factory's part. */
  readonly deviceCa: { readonly certificatePath: string; readonly privateKeyPath: string };
  readonly mqttUrl: string;
  /** PEM of the CA behind the certificates of the MQTT endpoint and the credentials provider, where it isn't a public one. */
  readonly serverCaPath?: string;
  /** The credentials for it come from the camera's certificate, and from nowhere else. */
  readonly aws: Omit<AwsAccess, 'credentials'>;
  readonly credentialsProvider: {
    /** `<host>` or `<host>:<port>`, as DescribeEndpoint gives it for iot:CredentialProvider. */
    readonly endpoint: string;
    readonly roleAlias: string;
  };
  /** By default webrtc. */
  readonly media?: MediaKind;
  /** By default the camera's name, as it is where streams are named after things. */
  readonly streamName?: string | { readonly namedAfter: 'thing' | 'certificate' };
  readonly onProgress: OnProgress;
  /** Switches the camera off. */
  readonly signal: AbortSignal;
  /** Between MQTT connections; by default up to a minute. */
  readonly connectBackoff?: Backoff;
}

// A connection that held this long was a good one.
const goodConnectionMs = 60_000;

/**
 * Runs the camera until the signal is aborted, then resolves. It is dropped and comes back until the cloud has activated its
 * certificate; then it stays connected (that is its presence), gets temporary credentials for its certificate, and sends
 * media: live as the master of its channel, or to its stream, or both.
 * Rejects with InvalidSerialNumber, or when files can't be read; a cloud that can't be reached is tried again for ever.
 * After it, end the process by process.exit: see web-rtc.ts.
 */
export async function startCamera(options: CameraOptions): Promise<void> {
  const { serialNumber, cameraName = serialNumber, media = 'webrtc', onProgress, signal } = options;
  const identity = await keepIdentity(options.keyStoreDirectory, serialNumber, async () =>
    makeCameraIdentity(serialNumber, {
      certificate: await readFile(options.deviceCa.certificatePath, 'utf8'),
      privateKey: await readFile(options.deviceCa.privateKeyPath, 'utf8'),
    }),
  );
  const { certificateId, made } = identity;
  onProgress({ type: made === 'now' ? 'identity-made' : 'identity-found', certificateId, serialNumber });
  const { streamName: given = { namedAfter: 'thing' } } = options;
  const streamName =
    typeof given === 'string' ? given : given.namedAfter === 'certificate' ? certificateId : cameraName;

  const failed = new AbortController();
  const off = AbortSignal.any([signal, failed.signal]);
  const serverCa = options.serverCaPath === undefined ? undefined : await readFile(options.serverCaPath, 'utf8');
  const connection = {
    mqttUrl: options.mqttUrl,
    serverCa,
    identity,
    cameraName,
    onProgress,
    signal: off,
    backoff: options.connectBackoff ?? defaultConnectBackoff,
  };
  const credentials = iotCredentials({
    ...options.credentialsProvider,
    // The channel of this name is the only one that the role allows, and without the thing's name it allows none.
    thingName: cameraName,
    identity,
    serverCa,
    onRenewed: (expiration) => onProgress({ type: 'credentials-received', expiration: expiration.toISOString() }),
    onFailed: ({ name, message }, retryInMs) =>
      onProgress({ type: 'credentials-failed', reason: `${name}: ${message}`, retryInMs }),
  });
  const aws = { ...options.aws, credentials: credentials.provide };
  const sending = { aws, onProgress, signal: off, onDenied: credentials.discard };
  let live: Promise<unknown> | undefined;
  try {
    for (let losses = 0; !off.aborted;) {
      const client = await connectUntilAccepted(connection);
      const acceptedAt = Date.now();
      live ??= Promise.all([
        credentials.keepFresh(off),
        media !== 'stream' && goLive({ cameraName, ...sending }),
        media !== 'webrtc' && streamMedia({ cameraName, streamName, ...sending }),
      ]).catch((error) => failed.abort(error));
      await present(client, off);
      if (off.aborted) break;
      losses = Date.now() - acceptedAt > goodConnectionMs ? 1 : losses + 1;
      // Two cameras with one name take the connection from each other: not as fast as they can.
      const retryInMs = retryDelayMs(losses, connection.backoff);
      onProgress({ type: 'connection-dropped', attempt: 0, reason: 'the connection was lost', retryInMs });
      await waitFor(retryInMs, off);
    }
  } catch (error) {
    if (!off.aborted) throw error;
  }
  await live;
  failed.signal.throwIfAborted();
}

/** Until the connection is lost, or the camera is switched off: then it says so, and the cloud knows that it was not lost. */
function present(client: MqttClient, off: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const switchOff = (): void => void client.end();
    off.addEventListener('abort', switchOff, { once: true });
    client.once('close', () => {
      off.removeEventListener('abort', switchOff);
      resolve();
    });
    if (off.aborted) switchOff();
    if (!client.connected) resolve();
  });
}
