// The fragments of all streams: files in <data-dir>/streams, an index in the store, a cap on size and age.
import { mkdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudContext } from '../../../core/cloud-context.ts';
import type { KinesisVideoQuotas } from '../quotas.ts';
import type { Fragment } from './fragment.ts';
import { FragmentWriter } from './fragment-writer.ts';
import type { Stream } from './stream.ts';

type Cloud = Pick<CloudContext, 'dataDir' | 'clock' | 'store' | 'log'>;

interface Kept {
  /** In order of their numbers. */
  fragments: Fragment[];
  bytes: number;
  /** Fragments per file, and files that are being written. */
  readonly files: Map<string, number>;
  readonly writing: Set<string>;
  lastNumberTime: number;
  sequence: number;
}

const hourMs = 60 * 60 * 1000;

export class Fragments {
  readonly #cloud: Cloud;
  readonly #quotas: KinesisVideoQuotas;
  readonly #index;
  readonly #kept = new Map<string, Kept>();

  constructor(cloud: Cloud, quotas: KinesisVideoQuotas) {
    this.#cloud = cloud;
    this.#quotas = quotas;
    this.#index = cloud.store.collection<Fragment>('kinesisvideo-fragments');
    for (const [key, fragment] of this.#index.entries()) this.#add(key.slice(0, key.lastIndexOf('/')), fragment);
  }

  /** Removes what no fragment of a living stream is in: what a crash left unfinished. */
  async open(streams: readonly Stream[]): Promise<void> {
    const living = new Set(streams.map(idOf));
    for (const id of [...this.#kept.keys()]) if (!living.has(id)) await this.#forget(id);
    const directories = await readdir(join(this.#cloud.dataDir, 'streams')).catch(() => []);
    for (const id of directories) {
      if (!living.has(id)) await rm(this.#directory(id), { recursive: true, force: true });
      else {
        const { files } = this.#keptOf(id);
        for (const file of await readdir(this.#directory(id))) if (!files.has(file)) await this.#remove(id, file);
      }
    }
  }

  /** Fragments that are neither too old nor dropped, in order of their numbers. */
  list(stream: Stream): readonly Fragment[] {
    this.#dropOld(stream);
    return this.#keptOf(idOf(stream)).fragments;
  }

  /** Larger than every number that the stream has had. */
  nextNumber(stream: Stream): string {
    const kept = this.#keptOf(idOf(stream));
    kept.lastNumberTime = Math.max(kept.lastNumberTime, this.#cloud.clock.now());
    kept.sequence++;
    // AWS's numbers have 47 digits, and begin like this one.
    return `91343852333181${String(kept.lastNumberTime).padStart(13, '0')}${String(kept.sequence).padStart(20, '0')}`;
  }

  /** Where a fragment's file lies. */
  path(stream: Stream, file: string): string {
    return join(this.#directory(idOf(stream)), file);
  }

  writer(stream: Stream, header: Buffer): FragmentWriter {
    const id = idOf(stream);
    mkdirSync(this.#directory(id), { recursive: true, mode: 0o700 });
    const { writing } = this.#keptOf(id);
    return new FragmentWriter({
      header,
      open: (file) => (writing.add(file), this.path(stream, file)),
      keep: (fragment) => this.#keep(stream, fragment),
      closed: async (file) => {
        writing.delete(file);
        if (!this.#keptOf(id).files.has(file)) await this.#remove(id, file);
      },
    });
  }

  async delete(stream: Stream): Promise<void> {
    await this.#forget(idOf(stream));
  }

  /** Resolves when a kill -9 can't take the fragment away any more. */
  async #keep(stream: Stream, fragment: Fragment): Promise<void> {
    const id = idOf(stream);
    const written = this.#index.put(`${id}/${fragment.number}`, fragment);
    this.#add(id, fragment);
    this.#dropOld(stream);
    await written;
  }

  #add(id: string, fragment: Fragment): void {
    const kept = this.#keptOf(id);
    const before = kept.fragments.findLastIndex(({ number }) => number < fragment.number);
    kept.fragments.splice(before + 1, 0, fragment);
    kept.bytes += fragment.size;
    kept.files.set(fragment.file, (kept.files.get(fragment.file) ?? 0) + 1);
    kept.lastNumberTime = Math.max(kept.lastNumberTime, Number(fragment.number.slice(14, 27)));
    kept.sequence = Math.max(kept.sequence, Number(fragment.number.slice(27)));
  }

  #dropOld(stream: Stream): void {
    const id = idOf(stream);
    const kept = this.#keptOf(id);
    const oldest = this.#cloud.clock.now() - stream.retentionHours * hourMs;
    let dropped = 0;
    for (const fragment of kept.fragments) {
      const tooMany =
        kept.bytes > this.#quotas.storedBytesPerStream ||
        kept.fragments.length - dropped > this.#quotas.storedFragmentsPerStream;
      if (!tooMany && fragment.serverAt >= oldest) break;
      dropped++;
      kept.bytes -= fragment.size;
      this.#inBackground(this.#index.delete(`${id}/${fragment.number}`));
      const left = kept.files.get(fragment.file)! - 1;
      if (left > 0) kept.files.set(fragment.file, left);
      else {
        kept.files.delete(fragment.file);
        if (!kept.writing.has(fragment.file)) this.#inBackground(this.#remove(id, fragment.file));
      }
    }
    if (dropped > 0) kept.fragments = kept.fragments.slice(dropped);
  }

  async #forget(id: string): Promise<void> {
    const { fragments } = this.#keptOf(id);
    this.#kept.delete(id);
    await Promise.all(fragments.map(({ number }) => this.#index.delete(`${id}/${number}`)));
    await rm(this.#directory(id), { recursive: true, force: true });
  }

  #keptOf(id: string): Kept {
    let kept = this.#kept.get(id);
    if (!kept) {
      kept = { fragments: [], bytes: 0, files: new Map(), writing: new Set(), lastNumberTime: 0, sequence: 0 };
      this.#kept.set(id, kept);
    }
    return kept;
  }

  #directory(id: string): string {
    return join(this.#cloud.dataDir, 'streams', id);
  }

  #remove(id: string, file: string): Promise<void> {
    return rm(join(this.#directory(id), file), { force: true });
  }

  // Nobody waits for what is dropped; should it stay, the next start drops it.
  #inBackground(work: Promise<void>): void {
    work.catch((error: Error) => this.#cloud.log('kinesisvideo', `dropping fragments: ${error.message}`));
  }
}

/** A stream that was recreated under the same name has its own fragments. */
function idOf({ name, createdAt }: Stream): string {
  return `${name}-${createdAt}`;
}
