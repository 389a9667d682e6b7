// Appends one connection's fragments to files, each of which is Matroska that any player opens.
import { open, type FileHandle } from 'node:fs/promises';
import { element, elementHeader, ids } from '../../../../matroska/elements.ts';
import type { Fragment, FragmentTimes } from './fragment.ts';

interface Surroundings {
  /** EBML header, Segment of unknown size, Info, Tracks. */
  readonly header: Buffer;
  /** Path of a new file. */
  open(file: string): string;
  keep(fragment: Fragment): Promise<void>;
  closed(file: string): Promise<void>;
}

// Files are removed as a whole, when the last of their fragments is dropped.
const fileBytes = 8 * 1024 * 1024;

export class FragmentWriter {
  readonly #surroundings: Surroundings;
  #file: { readonly name: string; readonly handle: FileHandle; length: number } | undefined;
  #fragment: { readonly number: string; readonly offset: number; readonly serverAt: number } | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  async begin(number: string, timestamp: number, serverAt: number): Promise<void> {
    if (this.#file && this.#file.length > fileBytes) await this.close();
    if (!this.#file) {
      const name = `${number}.mkv`;
      const handle = await open(this.#surroundings.open(name), 'wx', 0o600);
      this.#file = { name, handle, length: 0 };
      await this.#append([this.#surroundings.header]);
    }
    // Of unknown size: nothing that was written is ever changed.
    await this.#append([elementHeader(ids.cluster), element(ids.timestamp, timestamp)]);
    this.#fragment = { number, offset: this.#file.length, serverAt };
  }

  /** The cluster's next bytes. */
  append(pieces: readonly Buffer[]): Promise<void> {
    return this.#append(pieces);
  }

  /** Resolves when the fragment is on disk and in the index. */
  async commit(times: FragmentTimes): Promise<void> {
    const { number, offset, serverAt } = this.#fragment!;
    const { name, length } = this.#file!;
    await this.#surroundings.keep({
      number,
      file: name,
      headerLength: this.#surroundings.header.length,
      offset,
      size: length - offset,
      serverAt,
      ...times,
    });
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (!file) return;
    await file.handle.close();
    await this.#surroundings.closed(file.name);
  }

  async #append(pieces: readonly Buffer[]): Promise<void> {
    const file = this.#file!;
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    // A write may be cut short; writeFile goes on until all is written.
    await file.handle.writeFile(bytes);
    file.length += bytes.length;
  }
}
