// A simulated camera, from the factory to live video: identity, registration, presence, media, and what happens in its life.
import { readFile } from 'node:fs/promises';
import type { Audience } from './audience.ts';
import type { Backoff } from './backoff.ts';
import { CloudConnection } from './cloud-connection.ts';
import { listenForControls } from './control-socket.ts';
import { Controls } from './controls.ts';
import { makeCameraIdentity } from './factory.ts';
import { hearCloud } from './hear-cloud.ts';
import { Identities } from './identities.ts';
import { iotCredentials } from './iot-credentials.ts';
import { keyStorePath } from './key-store.ts';
import { goLive } from './master.ts';
import { streamMedia } from './media-stream.ts';
import type { OnProgress } from './progress.ts';
import { Renewal, type RenewalTiming } from './renewal.ts';
import type { AwsAccess } from './signaling-channel.ts';

/** Live to viewers over WebRTC, recorded in the camera's KVS stream, or both. */
export const mediaKinds = ['webrtc', 'stream', 'both'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export interface CameraOptions {
  readonly serialNumber: string;
  /** The name that the manifest gives the camera; without one it goes by its serial number. */
  readonly cameraName?: string;
  /** Its key and certificate lie here, readable by nobody else; so does the socket to its controls. */
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
  /** Of its user's app: sent once the camera is connected. A secret. */
  readonly pairingToken?: string;
  readonly renewalTiming?: Partial<RenewalTiming>;
  /** From the deadline of a renewal until the cloud has decided which certificate it keeps. */
  readonly renewalDecidedWithinMs?: number;
}

/**
 * Runs the camera until the signal is aborted, then resolves. It is dropped and comes back until the cloud has activated its
 * certificate; then it stays connected (that is its presence), gets temporary credentials for its certificate, sends media
 * (live as the master of its channel, or to its stream, or both), renews its certificate, and does what the cloud asks of it.
 * Rejects with InvalidSerialNumber, or when files can't be read; a cloud that can't be reached is tried again for ever.
 * After it, end the process by process.exit: see web-rtc.ts.
 */
export async function startCamera(options: CameraOptions): Promise<void> {
  const { serialNumber, cameraName = serialNumber, keyStoreDirectory, media = 'webrtc', onProgress, signal } = options;
  const make = async () =>
    makeCameraIdentity(serialNumber, {
      certificate: await readFile(options.deviceCa.certificatePath, 'utf8'),
      privateKey: await readFile(options.deviceCa.privateKeyPath, 'utf8'),
    });
  const identities = await Identities.open(keyStoreDirectory, serialNumber, make, options.renewalDecidedWithinMs);
  const { certificateId, made } = identities.own;
  onProgress({ type: made === 'now' ? 'identity-made' : 'identity-found', certificateId, serialNumber });

  const failed = new AbortController();
  const off = AbortSignal.any([signal, failed.signal]);
  const fail = (error: unknown): void => failed.abort(error);
  const serverCa = options.serverCaPath === undefined ? undefined : await readFile(options.serverCaPath, 'utf8');
  const credentials = iotCredentials({
    ...options.credentialsProvider,
    // The channel of this name is the only one that the role allows, and without the thing's name it allows none.
    thingName: cameraName,
    identity: () => connection.identity,
    serverCa,
    onRenewed(expiration, issue) {
      onProgress({ type: 'credentials-received', expiration: expiration.toISOString() });
      renewal.issued(issue).catch(fail);
    },
    onFailed: ({ name, message }, retryInMs) =>
      onProgress({ type: 'credentials-failed', reason: `${name}: ${message}`, retryInMs }),
  });

  let audience: Pick<Audience, 'end'> | undefined;
  const endSessions = (): void => onProgress({ type: 'sessions-ended', viewers: audience?.end() ?? 0 });
  const setUp = async (): Promise<void> => {
    await controls.resume();
    if (options.pairingToken !== undefined) await controls.pair(options.pairingToken, off);
  };
  const live = (): Promise<unknown> => {
    const aws = { ...options.aws, credentials: credentials.provide };
    const sending = { cameraName, aws, onProgress, signal: off, onDenied: credentials.discard };
    const { streamName = { namedAfter: 'thing' } } = options;
    const named = { thing: () => cameraName, certificate: () => connection.identity.certificateId };
    return Promise.all([
      credentials.keepFresh(off),
      renewal.run(),
      setUp(),
      media !== 'stream' && goLive({ ...sending, onAudience: (viewers) => (audience = viewers) }),
      media !== 'webrtc' &&
        streamMedia({
          ...sending,
          streamName: typeof streamName === 'string' ? streamName : named[streamName.namedAfter],
        }),
    ]).catch(fail);
  };
  let living: Promise<unknown> | undefined;
  const connection = new CloudConnection({
    mqttUrl: options.mqttUrl,
    serverCa,
    identities,
    cameraName,
    onProgress,
    signal: off,
    ...(options.connectBackoff && { backoff: options.connectBackoff }),
    onReady: () => void (living ??= live()),
    onMessage: (topic, payload) => hear(topic, payload),
  });
  const renewal = new Renewal({
    ...{ serialNumber, identities, connection, credentials, onProgress, signal: off },
    ...(options.renewalTiming && { timing: options.renewalTiming }),
  });
  const resetPath = keyStorePath(keyStoreDirectory, serialNumber, 'reset');
  const controls = new Controls({ connection, resetPath, endSessions, onProgress, signal: off });
  const hear = hearCloud(
    {
      'end-sessions': endSessions,
      'renewal-wanted': () => renewal.want(),
      certificate: (delivery) => renewal.deliver(delivery),
      'certificate-refused': (refusal) => renewal.refuse(refusal),
      'pairing-result': (result) => controls.paired(result),
    },
    onProgress,
  );
  const controlled = listenForControls(
    keyStorePath(keyStoreDirectory, serialNumber, 'controls'),
    (request) => controls.handle(request),
    off,
  ).catch(({ message }: Error) => onProgress({ type: 'controls-unavailable', reason: message }));
  await connection.run().catch(fail);
  await Promise.all([living, controlled]);
  failed.signal.throwIfAborted();
}
