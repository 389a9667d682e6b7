// What stands before the first cluster: which tracks there are, and how long a tick is.
import { children, element, elementHeader, ids, MatroskaError, readUnsigned } from './elements.ts';

export interface Track {
  readonly number: number;
  readonly codecId: string;
  /** What a decoder needs before the first frame; empty when the codec needs nothing. */
  readonly codecPrivate: Buffer;
}

export interface MatroskaHeader {
  readonly tracks: readonly Track[];
  /** Nanoseconds per tick of all timestamps. */
  readonly timestampScaleNs: number;
  /** EBML header, a Segment of unknown size, Info and Tracks: clusters may follow. */
  readonly bytes: Buffer;
}

export const defaultTimestampScaleNs = 1_000_000;

export function readDocType(ebml: Buffer): string {
  for (const { id, content } of children(ebml)) if (id === ids.docType) return content.toString('latin1');
  throw new MatroskaError('the EBML header names no DocType');
}

export function readTimestampScale(info: Buffer): number {
  for (const { id, content } of children(info)) {
    if (id !== ids.timestampScale) continue;
    const scale = readUnsigned(content);
    if (scale < 1 || scale > 1e9) throw new MatroskaError(`the TimestampScale ${scale} is not from 1 ns to 1 s`);
    return scale;
  }
  return defaultTimestampScaleNs;
}

export function readTracks(tracks: Buffer): Track[] {
  const found: Track[] = [];
  for (const { id, content } of children(tracks)) {
    if (id !== ids.trackEntry) continue;
    const parts = new Map([...children(content)].map((part) => [part.id, part.content]));
    const number = parts.get(ids.trackNumber);
    if (!number) throw new MatroskaError('a track has no number');
    found.push({
      number: readUnsigned(number),
      codecId: parts.get(ids.codecId)?.toString('latin1') ?? '',
      codecPrivate: parts.get(ids.codecPrivate) ?? Buffer.alloc(0),
    });
  }
  return found;
}

export function headerBytes(ebml: Buffer, info: Buffer | undefined, tracks: Buffer): Buffer {
  return Buffer.concat([
    element(ids.ebml, ebml),
    elementHeader(ids.segment),
    // A Segment must have an Info.
    element(ids.info, info ?? element(ids.timestampScale, defaultTimestampScaleNs)),
    element(ids.tracks, tracks),
  ]);
}

/** Whether one file can hold the clusters of both. */
export function sameTracks(a: MatroskaHeader, b: MatroskaHeader): boolean {
  return (
    a.timestampScaleNs === b.timestampScaleNs &&
    a.tracks.length === b.tracks.length &&
    a.tracks.every((track, index) => {
      const other = b.tracks[index]!;
      return (
        track.number === other.number &&
        track.codecId === other.codecId &&
        track.codecPrivate.equals(other.codecPrivate)
      );
    })
  );
}
