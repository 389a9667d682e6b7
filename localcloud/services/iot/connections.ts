// What is kept on disk of each client id's newest connection: its version number, and whether it was open.
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';

/** What the beginning and the end of one connection have in common. */
export interface Connection {
  readonly clientId: string;
  readonly sessionIdentifier: string;
  /** Id of the certificate. */
  readonly principalIdentifier: string;
  readonly versionNumber: number;
}

interface ConnectionRecord extends Connection {
  /** Milliseconds since the epoch; absent while the connection stands. */
  readonly endedAt?: number;
}

// "If a client is not connected for approximately one hour, the version number is reset to 0" [IOT: life-cycle-events]
const versionLifeMs = 60 * 60 * 1000;

export class Connections {
  readonly #clock: CloudContext['clock'];
  readonly #records: Collection<ConnectionRecord>;

  constructor({ clock, store }: Pick<CloudContext, 'clock' | 'store'>) {
    this.#clock = clock;
    this.#records = store.collection<ConnectionRecord>('iot-connections');
  }

  /** The version of a connection that begins now. */
  nextVersion(clientId: string): number {
    const newest = this.#records.get(clientId);
    return newest && !this.#isOld(newest) ? newest.versionNumber + 1 : 0;
  }

  /** Puts the record before it returns: what is published about it in the same synchronous run reaches the disk with it. */
  begin(connection: Connection): Promise<void> {
    return this.#records.put(connection.clientId, connection);
  }

  /** As `begin`. */
  end(connection: Connection): Promise<void> {
    return this.#records.put(connection.clientId, { ...connection, endedAt: this.#clock.now() });
  }

  /** Those that stood when an earlier process was killed. */
  left(): Connection[] {
    return this.#records.values().filter(({ endedAt }) => endedAt === undefined);
  }

  /** Forgets versions that begin again anyway. */
  async forgetOld(): Promise<void> {
    const old = this.#records.values().filter((record) => this.#isOld(record));
    await Promise.all(old.map(({ clientId }) => this.#records.delete(clientId)));
  }

  #isOld({ endedAt }: ConnectionRecord): boolean {
    return endedAt !== undefined && this.#clock.now() - endedAt >= versionLifeMs;
  }
}
