// Reads Matroska as it arrives, in pieces of any size: the header, then cluster after cluster. Holds no cluster in memory.
import { ids, MatroskaError, readElementHeader, readTrackNumber, readUnsigned, children } from './elements.ts';
import {
  defaultTimestampScaleNs,
  headerBytes,
  readDocType,
  readTimestampScale,
  readTracks,
  type MatroskaHeader,
} from './header.ts';

export type MatroskaEvent =
  | { readonly type: 'header'; readonly header: MatroskaHeader }
  /** A SimpleTag outside of clusters. */
  | { readonly type: 'tag'; readonly name: string; readonly value: string }
  | { readonly type: 'cluster-start'; readonly timestamp: number }
  /** A frame of the cluster; `timestamp` in ticks, counted from the cluster's. */
  | { readonly type: 'frame'; readonly trackNumber: number; readonly timestamp: number }
  /** The next bytes of the cluster's content, without its Timestamp element and what stood before that. */
  | { readonly type: 'data'; readonly bytes: Buffer }
  | { readonly type: 'cluster-end' };

// Codec data of a few tracks; a header that is larger is hostile.
const largestHeldBytes = 256 * 1024;

type Level = 'file' | 'segment' | 'cluster' | 'block-group';

interface Open {
  readonly level: Level;
  /** Position after its last byte; Infinity when the writer didn't know. */
  readonly end: number;
}

const segmentLevelIds: ReadonlySet<number> = new Set([
  ids.ebml,
  ids.segment,
  ids.seekHead,
  ids.info,
  ids.tracks,
  ids.cluster,
  ids.cues,
  ids.chapters,
  ids.attachments,
  ids.tags,
]);

/** Throws MatroskaError at the first byte that can't be right; then it is of no more use. */
export class MatroskaReader {
  readonly #open: Open[] = [{ level: 'file', end: Infinity }];
  #held: Buffer = Buffer.alloc(0);
  /** Of the first held byte, in the whole input. */
  #position = 0;
  /** Bytes of the present element that pass by, and whether they are the cluster's content. */
  #passing = 0;
  #passingIsData = false;
  #ebml: Buffer | undefined;
  #info: Buffer | undefined;
  #tracks: Buffer | undefined;
  #headerTold = false;
  #clusterStarted = false;

  *push(chunk: Buffer): Generator<MatroskaEvent> {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    for (;;) {
      if (this.#passing > 0) {
        const bytes = this.#take(Math.min(this.#passing, this.#held.length));
        this.#passing -= bytes.length;
        if (bytes.length > 0 && this.#passingIsData) yield { type: 'data', bytes };
        if (this.#passing > 0) return;
      }
      const ended = this.#closeEnded();
      if (ended) yield ended;
      if (this.#held.length === 0) return;
      const header = readElementHeader(this.#held, 0);
      if (!header) return;
      const events = this.#element(header.id, header.size, header.length);
      if (!events) return;
      yield* events;
    }
  }

  /** The input is over. Throws MatroskaError when it was cut off in the middle of something. */
  *end(): Generator<MatroskaEvent> {
    const ended = this.#closeEnded();
    if (ended) yield ended;
    const cut = this.#held.length > 0 || this.#passing > 0 || this.#open.some(({ end }) => Number.isFinite(end));
    if (cut) throw new MatroskaError('the data ends in the middle of an element');
    if (this.#level === 'cluster' && this.#clusterStarted) yield { type: 'cluster-end' };
  }

  get #level(): Level {
    return this.#open.at(-1)!.level;
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    this.#position += length;
    return taken;
  }

  /** Closes what is complete; at most one of it is a cluster, as no two end without a byte in between. */
  #closeEnded(): MatroskaEvent | undefined {
    let event: MatroskaEvent | undefined;
    while (this.#open.at(-1)!.end === this.#position) event = this.#close() ?? event;
    return event;
  }

  #close(): MatroskaEvent | undefined {
    const { level } = this.#open.pop()!;
    return level === 'cluster' && this.#clusterStarted ? { type: 'cluster-end' } : undefined;
  }

  /** Undefined when more bytes are needed; then nothing has changed. */
  #element(id: number, size: number | undefined, length: number): MatroskaEvent[] | undefined {
    const closed = this.#closeUnknownSized(id);
    const end = size === undefined ? Infinity : this.#position + length + size;
    const parent = this.#open.at(-1)!;
    if (size !== undefined && end > parent.end) throw this.#wrong(id, 'is larger than its parent');
    const master = this.#masterLevel(id);
    if (size === undefined && (!master || Number.isFinite(parent.end) || master === 'block-group')) {
      throw this.#wrong(id, 'must tell its size');
    }
    if (master) return [...closed, ...this.#openMaster(master, end, length)];
    const events = this.#leaf(id, size!, length);
    return events ? [...closed, ...events] : closed.length > 0 ? closed : undefined;
  }

  /** A Segment or Cluster of unknown size ends where something begins that can't be inside it. */
  #closeUnknownSized(id: number): MatroskaEvent[] {
    const events: MatroskaEvent[] = [];
    while (
      this.#open.at(-1)!.end === Infinity &&
      ((this.#level === 'cluster' && segmentLevelIds.has(id)) ||
        (this.#level === 'segment' && (id === ids.ebml || id === ids.segment)))
    ) {
      const event = this.#close();
      if (event) events.push(event);
    }
    return events;
  }

  #masterLevel(id: number): Level | undefined {
    if (this.#level === 'file' && id === ids.segment) return 'segment';
    if (this.#level === 'segment' && id === ids.cluster) return 'cluster';
    if (this.#level === 'cluster' && id === ids.blockGroup) return 'block-group';
    return undefined;
  }

  #openMaster(level: Level, end: number, length: number): MatroskaEvent[] {
    const events: MatroskaEvent[] = [];
    if (level === 'segment') {
      if (!this.#ebml) throw this.#wrong(ids.segment, 'has no EBML header before it');
      [this.#info, this.#tracks, this.#headerTold] = [undefined, undefined, false];
    }
    if (level === 'cluster') {
      this.#clusterStarted = false;
      if (!this.#headerTold) events.push({ type: 'header', header: this.#header() });
      this.#headerTold = true;
    }
    if (level === 'block-group' && !this.#clusterStarted) throw this.#wrong(ids.blockGroup, 'precedes the Timestamp');
    const bytes = this.#take(length);
    this.#open.push({ level, end });
    if (level === 'block-group') events.push({ type: 'data', bytes });
    return events;
  }

  #header(): MatroskaHeader {
    if (!this.#tracks) throw this.#wrong(ids.cluster, 'comes before the Tracks');
    return {
      tracks: readTracks(this.#tracks),
      timestampScaleNs: this.#info ? readTimestampScale(this.#info) : defaultTimestampScaleNs,
      bytes: headerBytes(this.#ebml!, this.#info, this.#tracks),
    };
  }

  #leaf(id: number, size: number, length: number): MatroskaEvent[] | undefined {
    switch (this.#level) {
      case 'file': {
        if (id !== ids.ebml) throw this.#wrong(id, 'stands where an EBML header or a Segment must');
        const content = this.#whole(id, size, length);
        if (!content) return undefined;
        const docType = readDocType(content);
        if (docType !== 'matroska' && docType !== 'webm') {
          throw this.#wrong(id, `has the DocType ${JSON.stringify(docType)}; matroska and webm can be read`);
        }
        this.#ebml = content;
        return [];
      }
      case 'segment': {
        if (id !== ids.info && id !== ids.tracks && id !== ids.tags) {
          if (segmentLevelIds.has(id) && (id === ids.ebml || id === ids.segment)) {
            throw this.#wrong(id, 'stands inside a Segment');
          }
          return this.#pass(size, length, false);
        }
        const content = this.#whole(id, size, length);
        if (!content) return undefined;
        if (id === ids.tags) return tagsIn(content);
        // Clusters that follow are written with the header that was told.
        if (this.#headerTold) return [];
        if (id === ids.info) this.#info = content;
        else this.#tracks = content;
        return [];
      }
      case 'cluster':
        return this.#clusterChild(id, size, length);
      case 'block-group':
        return id === ids.block ? this.#frame(id, size, length) : this.#pass(size, length, true);
    }
  }

  #clusterChild(id: number, size: number, length: number): MatroskaEvent[] | undefined {
    if (segmentLevelIds.has(id)) throw this.#wrong(id, 'stands inside a Cluster');
    if (id === ids.timestamp) {
      if (this.#clusterStarted) throw this.#wrong(id, 'is there twice');
      if (size > 8) throw this.#wrong(id, 'has more than 8 bytes');
      const content = this.#whole(id, size, length);
      if (!content) return undefined;
      this.#clusterStarted = true;
      const timestamp = readUnsigned(content);
      if (!Number.isSafeInteger(timestamp)) throw this.#wrong(id, 'is beyond any time');
      return [{ type: 'cluster-start', timestamp }];
    }
    if (id === ids.simpleBlock) {
      if (!this.#clusterStarted) throw this.#wrong(id, 'precedes the Timestamp');
      return this.#frame(id, size, length);
    }
    return this.#pass(size, length, this.#clusterStarted);
  }

  /** A block's track and time stand in its first bytes; its frame passes by. */
  #frame(id: number, size: number, length: number): MatroskaEvent[] | undefined {
    const track = this.#held.length > length ? readTrackNumber(this.#held, length) : undefined;
    if (size < 4 || (track && size < track.length + 3)) throw this.#wrong(id, 'is too short for a block');
    if (!track || this.#held.length < length + track.length + 2) return undefined;
    const timestamp = this.#held.readInt16BE(length + track.length);
    const frame: MatroskaEvent = { type: 'frame', trackNumber: track.number, timestamp };
    return [...this.#pass(size, length, true), frame];
  }

  #pass(size: number, length: number, isData: boolean): MatroskaEvent[] {
    const bytes = this.#take(length);
    this.#passing = size;
    this.#passingIsData = isData;
    return isData ? [{ type: 'data', bytes }] : [];
  }

  /** The element's content once all of it is there. */
  #whole(id: number, size: number, length: number): Buffer | undefined {
    if (size > largestHeldBytes) throw this.#wrong(id, `has ${size} bytes; ${largestHeldBytes} is the most`);
    if (this.#held.length < length + size) return undefined;
    this.#take(length);
    return Buffer.from(this.#take(size));
  }

  #wrong(id: number, what: string): MatroskaError {
    return new MatroskaError(`element 0x${id.toString(16)} at byte ${this.#position} ${what}`);
  }
}

function tagsIn(content: Buffer): MatroskaEvent[] {
  const events: MatroskaEvent[] = [];
  for (const tag of children(content)) {
    if (tag.id !== ids.tag) continue;
    for (const simple of children(tag.content)) {
      if (simple.id !== ids.simpleTag) continue;
      const parts = new Map([...children(simple.content)].map((part) => [part.id, part.content.toString('utf8')]));
      events.push({ type: 'tag', name: parts.get(ids.tagName) ?? '', value: parts.get(ids.tagString) ?? '' });
    }
  }
  return events;
}
