// One MQTT connection from CONNECT to its end, and why it ended.
import { randomUUID } from 'node:crypto';
import type { Client } from 'aedes';
import type { Clock, Timer } from '../../core/clock.ts';
import type { Connection } from './connections.ts';
import type { Device } from './device-policy.ts';
import type { DisconnectReason } from './presence.ts';

// aedes has no event for a client's DISCONNECT, only this field.
type AedesClient = Client & { _disconnected: boolean };

// [IOT: MQTT keep alive: 0 and anything above become 1200 seconds]
const longestKeepAliveSeconds = 1200;

export class Session {
  readonly device: Device;
  readonly client: AedesClient;
  readonly connection: Connection;
  /** Resolves when the broker has forgotten the connection: only then may another one take its client id. */
  readonly ended: Promise<void>;
  /** Whether the client has had its CONNACK, and presence was announced. */
  present = false;
  /** Whether aedes holds the client id for this connection. */
  registered = false;
  over = false;
  reason: DisconnectReason | undefined;
  readonly #clock: Clock;
  readonly #keepAliveMs: number;
  #keepAlive: Timer | undefined;
  #resolveEnded: () => void = () => undefined;

  constructor(clock: Clock, client: Client, device: Device, versionNumber: number, keepAliveSeconds: number) {
    this.#clock = clock;
    this.client = client as AedesClient;
    this.device = device;
    const { clientId, certificateId: principalIdentifier } = device;
    this.connection = { clientId, principalIdentifier, sessionIdentifier: randomUUID(), versionNumber };
    // [MQTT-3.1.2-24]
    this.#keepAliveMs = Math.min(keepAliveSeconds || longestKeepAliveSeconds, longestKeepAliveSeconds) * 1500;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
  }

  /** The client has sent something: its silence begins anew. */
  touch(): void {
    this.#keepAlive?.cancel();
    this.#keepAlive = this.#clock.after(this.#keepAliveMs, () => this.close('MQTT_KEEP_ALIVE_TIMEOUT'));
  }

  /** The first reason counts: what follows from closing isn't the cause of it. */
  setReason(reason: DisconnectReason): void {
    this.reason ??= reason;
  }

  close(reason: DisconnectReason, { withWill = true } = {}): void {
    this.setReason(reason);
    // As if the client had sent DISCONNECT: then its will is not published. [MQTT-3.14.4-3]
    if (!withWill) this.client._disconnected = true;
    this.client.close();
  }

  end(): void {
    this.#keepAlive?.cancel();
    this.#resolveEnded();
  }
}
