// One PutMedia connection: Matroska in, fragments kept, acknowledgements out. Holds no more than the chunk in hand.
import { MatroskaError } from '../../../../matroska/elements.ts';
import type { MatroskaHeader } from '../../../../matroska/header.ts';
import { type MatroskaEvent, MatroskaReader } from '../../../../matroska/matroska-reader.ts';
import type { Clock } from '../../../core/clock.ts';
import { connectionLifeMs, longestFragmentBytes, longestFragmentMs, tracksPerStream } from './limits.ts';
import { type AcknowledgedFragment, acknowledgement, PutMediaError } from './acknowledgement.ts';
import type { FragmentWriter } from './fragment-writer.ts';
import type { Fragments } from './fragments.ts';
import type { Stream } from './stream.ts';

export interface PutMediaSurroundings {
  readonly clock: Clock;
  readonly fragments: Fragments;
  /** The stream as it is now; undefined once it is gone. */
  readonly stream: () => Stream | undefined;
  /** Of fragment timecode 0 on the producer's clock, in milliseconds since the epoch. */
  readonly timecodeZeroAt: number;
  readonly acknowledge: (line: string) => Promise<void>;
}

interface OpenFragment extends AcknowledgedFragment {
  readonly timestamp: number;
  readonly tracksSeen: Set<number>;
  size: number;
  lastFrameMs: number;
  frameMs: number;
}

export class PutMediaSession {
  readonly #surroundings: PutMediaSurroundings;
  readonly #reader = new MatroskaReader();
  readonly #startedAt: number;
  #header: MatroskaHeader | undefined;
  #writer: FragmentWriter | undefined;
  #fragment: OpenFragment | undefined;
  #lastTimecodeMs = -Infinity;

  constructor(surroundings: PutMediaSurroundings) {
    this.#surroundings = surroundings;
    this.#startedAt = surroundings.clock.now();
  }

  /** The fragment that is arriving, for error acknowledgements. */
  get fragment(): AcknowledgedFragment | undefined {
    return this.#fragment;
  }

  /** Throws PutMediaError when the media can't be taken. */
  receive(chunk: Buffer): Promise<void> {
    return this.#handle(this.#reader.push(chunk));
  }

  /** The producer is done: a cluster of unknown size is complete now. Throws PutMediaError. */
  finish(): Promise<void> {
    return this.#handle(this.#reader.end());
  }

  /** What isn't complete is lost; what was acknowledged as persisted stays. */
  async close(): Promise<void> {
    await this.#writer?.close();
    this.#writer = undefined;
  }

  async #handle(events: Iterable<MatroskaEvent>): Promise<void> {
    let data: Buffer[] = [];
    const flush = async (): Promise<void> => {
      if (data.length > 0) await this.#writer?.append(data);
      data = [];
    };
    try {
      for (const event of events) {
        if (event.type === 'data') {
          this.#fragment!.size += event.bytes.length;
          if (this.#fragment!.size > longestFragmentBytes) throw new PutMediaError('MAX_FRAGMENT_SIZE_REACHED');
          data.push(event.bytes);
        } else if (event.type === 'frame') this.#frame(event.trackNumber, event.timestamp);
        else {
          await flush();
          if (event.type === 'header') await this.#newHeader(event.header);
          else if (event.type === 'cluster-start') await this.#begin(event.timestamp);
          else if (event.type === 'cluster-end') await this.#complete();
        }
      }
      await flush();
    } catch (error) {
      if (error instanceof MatroskaError) throw new PutMediaError('INVALID_MKV_DATA');
      throw error;
    }
  }

  async #newHeader(header: MatroskaHeader): Promise<void> {
    if (header.tracks.length === 0) throw new PutMediaError('INVALID_MKV_DATA');
    if (header.tracks.length > tracksPerStream) throw new PutMediaError('MORE_THAN_ALLOWED_TRACKS_FOUND');
    await this.close();
    this.#header = header;
  }

  async #begin(timestamp: number): Promise<void> {
    const { clock, fragments, acknowledge } = this.#surroundings;
    const stream = this.#requireStream();
    const timecodeMs = this.#toMs(timestamp);
    if (clock.now() - this.#startedAt > connectionLifeMs) throw new PutMediaError('MAX_CONNECTION_DURATION_REACHED');
    this.#fragment = {
      number: fragments.nextNumber(stream),
      timecodeMs,
      timestamp,
      tracksSeen: new Set(),
      size: 0,
      lastFrameMs: 0,
      frameMs: 0,
    };
    if (timecodeMs < this.#lastTimecodeMs) throw new PutMediaError('FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS');
    this.#lastTimecodeMs = timecodeMs;
    if (stream.retentionHours > 0) {
      this.#writer ??= fragments.writer(stream, this.#header!.bytes);
      await this.#writer.begin(this.#fragment.number, timestamp, clock.now());
    }
    await acknowledge(acknowledgement('BUFFERING', this.#fragment));
  }

  #frame(trackNumber: number, timestamp: number): void {
    const fragment = this.#fragment!;
    if (!this.#header!.tracks.some(({ number }) => number === trackNumber)) {
      throw new PutMediaError('TRACK_NUMBER_MISMATCH');
    }
    const atMs = this.#toMs(timestamp);
    if (atMs > longestFragmentMs) throw new PutMediaError('MAX_FRAGMENT_DURATION_REACHED');
    if (atMs > fragment.lastFrameMs) {
      fragment.frameMs = atMs - fragment.lastFrameMs;
      fragment.lastFrameMs = atMs;
    }
    fragment.tracksSeen.add(trackNumber);
  }

  async #complete(): Promise<void> {
    const { timecodeZeroAt, acknowledge } = this.#surroundings;
    const fragment = this.#fragment!;
    if (this.#header!.tracks.some(({ number }) => !fragment.tracksSeen.has(number))) {
      throw new PutMediaError('FRAMES_MISSING_FOR_TRACK');
    }
    await acknowledge(acknowledgement('RECEIVED', fragment));
    if (this.#writer) {
      this.#requireStream();
      await this.#writer.commit({
        timestamp: fragment.timestamp,
        producerAt: timecodeZeroAt + fragment.timecodeMs,
        // The last frame lasts as long as the one before it.
        lengthMs: fragment.lastFrameMs + fragment.frameMs,
      });
      await acknowledge(acknowledgement('PERSISTED', fragment));
    }
    this.#fragment = undefined;
  }

  #requireStream(): Stream {
    const stream = this.#surroundings.stream();
    if (!stream || stream.status === 'DELETING') throw new PutMediaError('STREAM_NOT_ACTIVE');
    return stream;
  }

  #toMs(ticks: number): number {
    return Math.round((ticks * this.#header!.timestampScaleNs) / 1e6);
  }
}
