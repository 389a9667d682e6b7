// The camera's line to the cloud: one MQTT connection after another, messages both ways, and a change of certificate in between.
import { EventEmitter, once } from 'node:events';
import type { MqttClient } from 'mqtt';
import { toCameraFilter, toCloudTopic, type MessageToCloud, type ToCloud } from '../events/camera-topics.ts';
import { retryDelayMs, waitFor, type Backoff } from './backoff.ts';
import type { Identities } from './identities.ts';
import type { NamedIdentity } from './key-store.ts';
import { connectOnce, connectUntilAccepted, defaultConnectBackoff, type ConnectOptions } from './registration.ts';

export interface CloudConnectionOptions extends Omit<ConnectOptions, 'identity'> {
  readonly identities: Identities;
  /** At each connection, once the cloud's messages arrive. */
  readonly onReady: () => void;
  readonly onMessage: (topic: string, payload: Buffer) => void;
}

// A connection that held this long was a good one.
const goodConnectionMs = 60_000;

export class CloudConnection {
  readonly #options: CloudConnectionOptions;
  readonly #backoff: Backoff;
  /** `ready`: connected, and the cloud's messages arrive. */
  readonly #events = new EventEmitter().setMaxListeners(0);
  #client: MqttClient | undefined;
  #ready = false;
  #acceptedAt = 0;
  #identity: NamedIdentity;
  #moving: Promise<void> | undefined;

  constructor(options: CloudConnectionOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? defaultConnectBackoff;
    this.#identity = options.identities.forAttempt(1);
  }

  /** What the broker has accepted last. */
  get identity(): NamedIdentity {
    return this.#identity;
  }

  /**
   * Connects, and comes back whenever the connection is lost, until the signal is aborted; then it resolves.
   * Being connected is the camera's presence.
   */
  async run(): Promise<void> {
    const { identities, onProgress, signal } = this.#options;
    for (let losses = 0; !signal.aborted;) {
      let shown = this.#identity;
      const identity = (attempt: number): NamedIdentity => (shown = identities.forAttempt(attempt));
      const client = await connectUntilAccepted({ ...this.#options, identity }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (!client) break;
      const { certificateId } = identities.own;
      if (await identities.accepted(shown)) onProgress({ type: 'old-key-dropped', certificateId });
      this.#accept(client, shown);
      await this.#lost();
      if (signal.aborted) break;
      losses = Date.now() - this.#acceptedAt > goodConnectionMs ? 1 : losses + 1;
      // Two cameras with one name take the connection from each other: not as fast as they can.
      const retryInMs = retryDelayMs(losses, this.#backoff);
      onProgress({ type: 'connection-dropped', attempt: 0, reason: 'the connection was lost', retryInMs });
      await waitFor(retryInMs, signal);
    }
  }

  /**
   * Connects with this identity while the present connection stays: the broker ends that one when it accepts its successor.
   * Rejects when it isn't accepted; then nothing has changed. Without a connection there is nothing to do but wait for one.
   */
  async moveTo(identity: NamedIdentity): Promise<void> {
    await this.#whenReady(this.#options.signal);
    if (this.#identity.certificateId === identity.certificateId) return;
    const moving = connectOnce({ ...this.#options, identity }).then((client) => this.#accept(client, identity));
    this.#moving = moving;
    await moving.finally(() => (this.#moving = undefined));
  }

  /**
   * Resolves when the broker has the message; until then it is sent again on every new connection.
   * @throws the signal's reason, which may be the camera's own
   */
  async send<Kind extends ToCloud>(kind: Kind, message: MessageToCloud<Kind>, signal?: AbortSignal): Promise<void> {
    const over = signal ? AbortSignal.any([signal, this.#options.signal]) : this.#options.signal;
    const topic = toCloudTopic(this.#options.cameraName, kind);
    for (;;) {
      const client = await this.#whenReady(over);
      const lost = onceClosed(client);
      const sent = client.publishAsync(topic, JSON.stringify(message), { qos: 1 }).then(
        () => true,
        // It is about to close.
        () => lost.then(() => false),
      );
      if (await Promise.race([sent, lost.then(() => false)])) return;
    }
  }

  #accept(client: MqttClient, identity: NamedIdentity): void {
    const { cameraName, onMessage, onReady } = this.#options;
    const previous = this.#client;
    this.#client = client;
    this.#identity = identity;
    this.#ready = false;
    this.#acceptedAt = Date.now();
    previous?.end(true);
    client.on('message', onMessage);
    // What the cloud says before is lost: sessions are clean. A camera that can't hear is as good as not connected.
    client.subscribeAsync(toCameraFilter(cameraName), { qos: 1 }).then(
      () => {
        if (this.#client !== client) return;
        this.#ready = true;
        this.#events.emit('ready');
        onReady();
      },
      () => client.end(true),
    );
  }

  async #whenReady(signal: AbortSignal): Promise<MqttClient> {
    signal.throwIfAborted();
    while (!this.#ready || !this.#client?.connected) await once(this.#events, 'ready', { signal });
    return this.#client;
  }

  /** Until the newest connection is closed and no other is about to take its place. */
  async #lost(): Promise<void> {
    for (let client = this.#client!; ; client = this.#client!) {
      await closed(client, this.#options.signal);
      // The broker may close the old connection before it has answered the new one.
      await this.#moving?.catch(() => undefined);
      if (this.#client === client) return;
    }
  }
}

/** Until the connection is lost, or the camera is switched off: then it says so, and the cloud knows that it was not lost. */
async function closed(client: MqttClient, off: AbortSignal): Promise<void> {
  const switchOff = (): void => void client.end();
  off.addEventListener('abort', switchOff, { once: true });
  if (off.aborted) switchOff();
  await onceClosed(client);
  off.removeEventListener('abort', switchOff);
}

function onceClosed(client: MqttClient): Promise<void> {
  return new Promise((resolve) => {
    client.once('close', () => resolve());
    if (!client.connected) resolve();
  });
}
