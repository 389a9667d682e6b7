// Work that was promised: kept on disk until it is done, tried again when it asks for it, resumed after a restart.
import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from './clock.ts';
import type { Collection, Store } from './store.ts';

interface Pending<T> {
  readonly item: T;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

/** Nothing more to do, or once more later, with what was learned. */
export type Progress<T> = 'done' | { readonly item: T; readonly inMs: number };

/** When an item is tried again after `work` threw. That is a bug, and the item must not be lost because of it. */
const afterBugMs = 60_000;

export class DurableWork<T> {
  readonly #clock: Clock;
  readonly #records: Collection<Pending<T>>;
  readonly #work: (item: T) => Promise<Progress<T>>;
  readonly #onBug: (error: unknown) => void;
  readonly #timers = new Map<string, Timer>();
  readonly #running = new Map<string, Promise<void>>();
  #stopped = false;

  /** `name` is the collection's. `work` may run more than once for an item: at least once is all that a disk can promise. */
  constructor(options: {
    clock: Clock;
    store: Store;
    name: string;
    work: (item: T) => Promise<Progress<T>>;
    onBug: (error: unknown) => void;
  }) {
    this.#clock = options.clock;
    this.#records = options.store.collection<Pending<T>>(options.name);
    this.#work = options.work;
    this.#onBug = options.onBug;
  }

  /** Resolves when the item is on disk. Items accepted in one synchronous run reach it together. */
  async accept(item: T): Promise<void> {
    const pending = { item, dueAt: this.#clock.now() };
    const id = `${String(pending.dueAt).padStart(15, '0')} ${randomUUID()}`;
    await this.#records.put(id, pending);
    this.#scheduleOnce(id, pending);
  }

  /** Takes up what an earlier process accepted. */
  resume(): void {
    for (const [id, pending] of this.#records.entries()) this.#scheduleOnce(id, pending);
  }

  get pending(): readonly T[] {
    return this.#records.values().map(({ item }) => item);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Resolves when nothing runs any more. What wasn't done is resumed by the next process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await Promise.all(this.#running.values());
  }

  // `resume` may come while `accept` still waits for the disk; one of them is enough.
  #scheduleOnce(id: string, pending: Pending<T>): void {
    const known = this.#timers.has(id) || this.#running.has(id) || !this.#records.has(id);
    if (!known) this.#schedule(id, pending);
  }

  #schedule(id: string, pending: Pending<T>): void {
    if (this.#stopped) return;
    const begin = (): void => {
      this.#timers.delete(id);
      const running = this.#run(id, pending).finally(() => this.#running.delete(id));
      this.#running.set(id, running);
    };
    this.#timers.set(id, this.#clock.after(pending.dueAt - this.#clock.now(), begin));
  }

  async #run(id: string, { item }: Pending<T>): Promise<void> {
    let progress: Progress<T>;
    try {
      progress = await this.#work(item);
    } catch (error) {
      if (!this.#stopped) this.#onBug(error);
      progress = { item, inMs: afterBugMs };
    }
    if (this.#stopped) return;
    if (progress === 'done') return this.#records.delete(id);
    const next = { item: progress.item, dueAt: this.#clock.now() + progress.inMs };
    await this.#records.put(id, next);
    this.#schedule(id, next);
  }
}
