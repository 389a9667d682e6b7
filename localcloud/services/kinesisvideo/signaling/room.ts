// The connections of one channel, and which of them gets a message: viewers send to the master, the master to the viewer that it names.
import { AwsError } from '../../../core/aws-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Connection } from './connection.ts';
import { HeldMessages } from './held-messages.ts';
import { deliveryText, requireRecipient, type SignalingMessage } from './message.ts';

// No viewer can have this name: the prefix is reserved.
const masterName = 'AWS_MASTER';

export class Room {
  readonly #held: HeldMessages;
  readonly #messageTtlSeconds: () => number;
  readonly #connections = new Map<string, Connection>();

  /** `messageTtlSeconds` is asked at every message: a channel can be updated. */
  constructor(clock: Clock, messageTtlSeconds: () => number) {
    this.#held = new HeldMessages(clock);
    this.#messageTtlSeconds = messageTtlSeconds;
  }

  /** Throws ClientLimitExceededException (400) for a new viewer above the limit; one that comes again takes its own place. */
  requirePlace(clientId: string | undefined, viewersPerChannel: number): void {
    if (clientId === undefined || this.#connections.has(clientId)) return;
    const viewers = this.#connections.size - (this.#connections.has(masterName) ? 1 : 0);
    if (viewers >= viewersPerChannel) {
      throw new AwsError('ClientLimitExceededException', `The channel has ${viewers} viewers, as many as it may.`);
    }
  }

  /** `clientId` is undefined for the master. The newest connection of a name wins. [KVS: ConnectAsMaster, ConnectAsViewer] */
  enter(clientId: string | undefined, connection: Connection): void {
    const name = clientId ?? masterName;
    const previous = this.#connections.get(name);
    this.#connections.set(name, connection);
    previous?.close(1000, 'replaced by a newer connection');
    connection.open(
      (message) => this.#route(clientId, message),
      () => {
        if (this.#connections.get(name) === connection) this.#connections.delete(name);
      },
    );
    for (const text of this.#held.take(name)) connection.send(text);
  }

  /** Nobody is here and nothing waits for anybody. */
  get empty(): boolean {
    return this.#connections.size === 0 && this.#held.empty;
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.close(1001, 'the channel was deleted');
  }

  #route(from: string | undefined, message: SignalingMessage): void {
    // What a viewer says about the recipient doesn't count: there is only the master.
    const recipient = from === undefined ? requireRecipient(message) : masterName;
    const text = deliveryText(message, from);
    const connection = this.#connections.get(recipient);
    if (connection) connection.send(text);
    else this.#held.hold(recipient, from ?? masterName, message.action, text, this.#messageTtlSeconds());
  }
}
