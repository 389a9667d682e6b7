// The cloud's state on disk (LevelDB). A write is acknowledged when the operating system has it: a kill -9 loses nothing acknowledged.
import { ClassicLevel } from 'classic-level';

/** Records of one kind, all in memory and on disk. Values are plain JSON: times are numbers, not Dates. */
export interface Collection<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  /** In key order. */
  entries(): [string, T][];
  values(): T[];
  readonly size: number;
  /** Visible to reads at once; resolves when it is on disk. Don't change a value after putting it. */
  put(key: string, value: T): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Append-only lists too long for memory: execution histories. */
export interface Journal<T> {
  /** Stores `entry` as number `index` (0 to 999,999,999) of the list `key`. */
  append(key: string, index: number, entry: T): Promise<void>;
  /** Entries in order of their index, from index `from` on; newest first with `reverse` (then from `from` downwards). */
  read(key: string, options?: { from?: number; limit?: number; reverse?: boolean }): Promise<T[]>;
}

type Write = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

const separator = '\u0000';

export class Store {
  readonly #db: ClassicLevel;
  readonly #collections = new Map<string, Map<string, unknown>>();
  /** The sorted keys of a collection, until one comes or goes: whoever reads a long list page by page must not sort it each time. */
  readonly #orders = new Map<string, readonly string[]>();
  #pending: Write[] = [];
  #flushing: Promise<void> | undefined;
  #closed = false;

  private constructor(db: ClassicLevel) {
    this.#db = db;
  }

  /** Opens (or makes) the database in `directory`. Throws LEVEL_DATABASE_NOT_OPEN when another process has it open. */
  static async open(directory: string): Promise<Store> {
    const db = new ClassicLevel(directory);
    await db.open();
    const store = new Store(db);
    for await (const [key, value] of db.iterator({ gte: `c${separator}`, lt: `c${separator}\uffff` })) {
      const [, name, id] = key.split(separator) as [string, string, string];
      store.#records(name).set(id, JSON.parse(value));
    }
    return store;
  }

  /** Puts and deletes that are made in one synchronous run reach the disk together or not at all. */
  collection<T>(name: string): Collection<T> {
    const records = this.#records(name) as Map<string, T>;
    const keyOf = (id: string): string => ['c', name, id].join(separator);
    const sorted = (): [string, T][] => this.#sortedKeys(name, records).map((id) => [id, records.get(id)!]);
    return {
      get: (id) => records.get(id),
      has: (id) => records.has(id),
      entries: sorted,
      values: () => sorted().map(([, value]) => value),
      get size() {
        return records.size;
      },
      put: (id, value) => {
        if (id.includes(separator)) throw new Error(`a key of ${name} contains U+0000`);
        if (!records.has(id)) this.#orders.delete(name);
        records.set(id, value);
        return this.#write({ type: 'put', key: keyOf(id), value: JSON.stringify(value) });
      },
      delete: (id) => {
        if (records.delete(id)) this.#orders.delete(name);
        return this.#write({ type: 'del', key: keyOf(id) });
      },
    };
  }

  journal<T>(name: string): Journal<T> {
    const keyOf = (id: string, index: number): string =>
      ['j', name, id, String(index).padStart(9, '0')].join(separator);
    return {
      append: (id, index, entry) => this.#write({ type: 'put', key: keyOf(id, index), value: JSON.stringify(entry) }),
      read: async (id, { from, limit = -1, reverse = false } = {}) => {
        await this.#flushing;
        const range = reverse
          ? { gte: keyOf(id, 0), lte: keyOf(id, from ?? 999_999_999) }
          : { gte: keyOf(id, from ?? 0), lte: keyOf(id, 999_999_999) };
        const entries: T[] = [];
        for await (const value of this.#db.values({ ...range, limit, reverse })) entries.push(JSON.parse(value) as T);
        return entries;
      },
    };
  }

  /** Resolves when nothing waits to be written: a test's clock must not overtake the disk. */
  async idle(): Promise<void> {
    while (this.#flushing) await this.#flushing.catch(() => undefined);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#flushing;
    await this.#db.close();
  }

  #sortedKeys(name: string, records: ReadonlyMap<string, unknown>): readonly string[] {
    let keys = this.#orders.get(name);
    if (!keys) this.#orders.set(name, (keys = [...records.keys()].sort()));
    return keys;
  }

  #records(name: string): Map<string, unknown> {
    let records = this.#collections.get(name);
    if (!records) this.#collections.set(name, (records = new Map<string, unknown>()));
    return records;
  }

  // One batch at a time keeps the order of writes, and gathers those that come while the disk is busy.
  #write(write: Write): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'));
    this.#pending.push(write);
    if (this.#flushing) return this.#flushing.then(() => this.#flushed());
    return this.#flushed();
  }

  #flushed(): Promise<void> {
    this.#flushing ??= Promise.resolve().then(async () => {
      try {
        const batch = this.#pending;
        this.#pending = [];
        await this.#db.batch(batch);
      } finally {
        this.#flushing = undefined;
      }
    });
    return this.#flushing;
  }
}
