// The camera's MQTT connection. The first one registers it and is dropped without an answer, as are all until it is activated. [JITR]
import { connect, type MqttClient } from 'mqtt';
import { retryDelayMs, waitFor, type Backoff } from './backoff.ts';
import type { CameraIdentity } from './factory.ts';
import type { OnProgress } from './progress.ts';

export interface ConnectOptions {
  /** `mqtts://127.0.0.1:8883` */
  readonly mqttUrl: string;
  /** PEM of the CA that the server's certificate comes from; without one the public CAs are believed. */
  readonly serverCa?: string | undefined;
  /** What the camera shows; as a function it is asked before each attempt, which counts from 1. */
  readonly identity: CameraIdentity | ((attempt: number) => CameraIdentity);
  /** MQTT client id = thing name = camera name. */
  readonly cameraName: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  readonly backoff?: Backoff;
}

// AWS IoT takes one connection per second and client id.
export const defaultConnectBackoff: Backoff = { baseMs: 1000, capMs: 60_000 };
const connectWithinMs = 10_000;

/**
 * Connects again and again until the broker says CONNACK, with exponential backoff and full jitter. Any failure may pass: a camera
 * that gives up is a camera that somebody must visit. Rejects only with the signal's reason.
 */
export async function connectUntilAccepted(options: ConnectOptions): Promise<MqttClient> {
  const { identity, cameraName, onProgress, signal, backoff = defaultConnectBackoff } = options;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    onProgress({ type: 'connecting', attempt });
    try {
      const client = await connectOnce({
        ...options,
        identity: typeof identity === 'function' ? identity(attempt) : identity,
      });
      onProgress({ type: 'registered', cameraName, attempts: attempt });
      return client;
    } catch (error) {
      const retryInMs = retryDelayMs(attempt, backoff);
      onProgress({ type: 'connection-dropped', attempt, reason: (error as Error).message, retryInMs });
      await waitFor(retryInMs, signal);
    }
  }
}

/** One attempt. Rejects when the connection ends before CONNACK, or CONNACK refuses. */
export function connectOnce({
  mqttUrl,
  serverCa,
  identity,
  cameraName,
  signal,
}: ConnectOptions & { readonly identity: CameraIdentity }): Promise<MqttClient> {
  return new Promise((resolve, reject) => {
    const client = connect(mqttUrl, {
      clientId: cameraName,
      cert: identity.certificate,
      key: identity.privateKey,
      ...(serverCa !== undefined && { ca: serverCa }),
      protocolVersion: 4,
      keepalive: 30,
      connectTimeout: connectWithinMs,
      // Attempts are counted and spaced by the caller.
      reconnectPeriod: 0,
    });
    const fail = (error: Error): void => {
      client.end(true);
      signal.removeEventListener('abort', abort);
      reject(error);
    };
    const abort = (): void => fail(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    // Stays: an error event without a listener would end the process.
    client.on('error', fail);
    client.once('close', () => fail(new Error('the connection was closed without an answer')));
    client.once('connect', () => {
      signal.removeEventListener('abort', abort);
      resolve(client);
    });
  });
}
