// The messages of all queues: kept in order, hidden and shown by the clock, moved to dead-letter queues. Every change is a record on disk.
import type { Clock } from '../../core/clock.ts';
import type { Collection, Store } from '../../core/store.ts';
import type { Message, Receipt } from './message.ts';

export interface TakeRules {
  readonly max: number;
  readonly visibilityTimeoutMs: number;
  readonly retentionMs: number;
  /** A message that was received that often is moved instead of delivered. */
  readonly redrive?: { readonly maxReceiveCount: number; readonly toQueue: string; readonly sourceArn: string };
}

export interface Taken {
  readonly messages: readonly { readonly key: string; readonly message: Message }[];
  /** Await it before the messages leave the house: then a restart keeps their timeout and their count. */
  readonly durable: Promise<unknown>;
}

export class QueueMessages {
  readonly #clock: Clock;
  readonly #records: Collection<Message>;
  // Maps keep the order of insertion, which is the order of the keys.
  readonly #byQueue = new Map<string, Map<string, Message>>();
  readonly #waiting = new Map<string, Set<() => void>>();
  #sequence = 0;

  constructor(store: Store, clock: Clock) {
    this.#clock = clock;
    this.#records = store.collection<Message>('sqs-messages');
    for (const [key, message] of this.#records.entries()) {
      const [queue, sequence] = key.split('/') as [string, string];
      this.#messagesIn(queue).set(key, message);
      this.#sequence = Math.max(this.#sequence, Number(sequence));
    }
  }

  /** Resolves when the message is on disk. */
  add(queue: string, message: Message): Promise<void> {
    const key = `${queue}/${String(++this.#sequence).padStart(15, '0')}`;
    const durable = this.#put(queue, key, message);
    this.#wake(queue);
    return durable;
  }

  /** Takes up to `max` visible messages in order, hides them, and clears away what is too old or received too often. */
  take(queue: string, { max, visibilityTimeoutMs, retentionMs, redrive }: TakeRules): Taken {
    const now = this.#clock.now();
    const messages: { key: string; message: Message }[] = [];
    const writes: Promise<void>[] = this.#dropExpired(queue, retentionMs);
    for (const [key, message] of this.#messagesIn(queue)) {
      if (messages.length === max) break;
      if (message.visibleAt > now) continue;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        writes.push(this.move(queue, key, redrive.toQueue, redrive.sourceArn));
        continue;
      }
      const received: Message = {
        ...message,
        visibleAt: now + visibilityTimeoutMs,
        receiveCount: message.receiveCount + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
      };
      writes.push(this.#put(queue, key, received));
      messages.push({ key, message: received });
    }
    return { messages, durable: Promise.all(writes) };
  }

  /** The message that a receipt is still good for: received by nobody since. */
  find(queue: string, { key, messageId, receiveCount }: Receipt): Message | undefined {
    const message = this.#messagesIn(queue).get(key);
    return message?.id === messageId && message.receiveCount === receiveCount ? message : undefined;
  }

  hideUntil(queue: string, key: string, visibleAt: number): Promise<void> {
    const durable = this.#put(queue, key, { ...this.#messagesIn(queue).get(key)!, visibleAt });
    this.#wake(queue);
    return durable;
  }

  remove(queue: string, key: string): Promise<void> {
    this.#messagesIn(queue).delete(key);
    return this.#records.delete(key);
  }

  /** Both halves are one write: the message is in exactly one of the two queues, whatever happens. Its id and age stay. */
  move(queue: string, key: string, toQueue: string, deadLetterSourceArn?: string): Promise<void> {
    const { firstReceivedAt: _first, deadLetterSourceArn: _source, ...message } = this.#messagesIn(queue).get(key)!;
    const removed = this.remove(queue, key);
    const moved: Message = { ...message, visibleAt: this.#clock.now(), receiveCount: 0 };
    const added = this.add(toQueue, deadLetterSourceArn ? { ...moved, deadLetterSourceArn } : moved);
    return Promise.all([removed, added]).then(() => undefined);
  }

  /** All messages that anyone may take now. */
  visible(queue: string, retentionMs: number): { key: string; message: Message }[] {
    void Promise.all(this.#dropExpired(queue, retentionMs)).catch(() => undefined);
    const now = this.#clock.now();
    return [...this.#messagesIn(queue)]
      .filter(([, { visibleAt }]) => visibleAt <= now)
      .map(([key, message]) => ({ key, message }));
  }

  counts(queue: string, retentionMs: number): { visible: number; inFlight: number; delayed: number } {
    const visible = this.visible(queue, retentionMs).length;
    const hidden = [...this.#messagesIn(queue).values()].filter(({ visibleAt }) => visibleAt > this.#clock.now());
    const inFlight = hidden.filter(({ receiveCount }) => receiveCount > 0).length;
    return { visible, inFlight, delayed: hidden.length - inFlight };
  }

  purge(queue: string): Promise<unknown> {
    return Promise.all([...this.#messagesIn(queue).keys()].map((key) => this.remove(queue, key)));
  }

  /** Resolves when a message came or became visible, at `deadline`, or when the waiting is ended by `wakeAll`. */
  changed(queue: string, deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(queue) ?? new Set();
      this.#waiting.set(queue, waiting);
      const due = Math.min(deadline, ...[...this.#messagesIn(queue).values()].map(({ visibleAt }) => visibleAt));
      const wake = (): void => {
        timer.cancel();
        waiting.delete(wake);
        resolve();
      };
      const timer = this.#clock.after(due - this.#clock.now(), wake);
      waiting.add(wake);
    });
  }

  wakeAll(): void {
    for (const queue of this.#waiting.keys()) this.#wake(queue);
  }

  #dropExpired(queue: string, retentionMs: number): Promise<void>[] {
    const oldest = this.#clock.now() - retentionMs;
    return [...this.#messagesIn(queue)]
      .filter(([, { sentAt }]) => sentAt <= oldest)
      .map(([key]) => this.remove(queue, key));
  }

  #wake(queue: string): void {
    for (const wake of [...(this.#waiting.get(queue) ?? [])]) wake();
  }

  #put(queue: string, key: string, message: Message): Promise<void> {
    this.#messagesIn(queue).set(key, message);
    return this.#records.put(key, message);
  }

  #messagesIn(queue: string): Map<string, Message> {
    let messages = this.#byQueue.get(queue);
    if (!messages) this.#byQueue.set(queue, (messages = new Map<string, Message>()));
    return messages;
  }
}
