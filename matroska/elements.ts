// EBML elements: the ids that matter here, how ids and sizes are read, and how elements are written. [RFC 8794, RFC 9559]

export const ids = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecId: 0x86,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagLacing: 0x9c,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  codecPrivate: 0x63a2,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  cues: 0x1c53bb6b,
  chapters: 0x1043a770,
  attachments: 0x1941a469,
  tags: 0x1254c367,
  tag: 0x7373,
  simpleTag: 0x67c8,
  tagName: 0x45a3,
  tagString: 0x4487,
} as const;

/** The bytes are not what they should be. */
export class MatroskaError extends Error {
  override readonly name = 'MatroskaError';
}

export interface ElementHeader {
  readonly id: number;
  /** Bytes of content; undefined when the writer didn't know. */
  readonly size: number | undefined;
  /** Bytes of id and size. */
  readonly length: number;
}

/** The element that begins at `offset`; undefined when more bytes are needed. Throws MatroskaError. */
export function readElementHeader(bytes: Buffer, offset: number): ElementHeader | undefined {
  const first = bytes[offset];
  if (first === undefined) return undefined;
  const idLength = Math.clz32(first) - 23;
  if (idLength > 4) throw new MatroskaError(`0x${first.toString(16)} begins no element id`);
  const sizeByte = bytes[offset + idLength];
  if (sizeByte === undefined) return undefined;
  const id = bytes.readUIntBE(offset, idLength);
  const sizeLength = Math.clz32(sizeByte) - 23;
  if (sizeLength > 8) throw new MatroskaError(`the size of element 0x${id.toString(16)} has more than 8 bytes`);
  const length = idLength + sizeLength;
  if (bytes.length < offset + length) return undefined;
  return { id, size: readVint(bytes, offset + idLength, sizeLength), length };
}

/** A variable-length number without its length marker; undefined when all its bits are set ("unknown"). */
function readVint(bytes: Buffer, offset: number, length: number): number | undefined {
  let value = bytes[offset]! & (0xff >> length);
  let unknown = value === 0xff >> length;
  for (let index = 1; index < length; index++) {
    const byte = bytes[offset + index]!;
    unknown &&= byte === 0xff;
    // Beyond 2^53 it becomes inexact, and is too large for anything in any case.
    value = value * 256 + byte;
  }
  return unknown ? undefined : value;
}

/** Number of a block's track, and how many bytes it takes; undefined when more bytes are needed. */
export function readTrackNumber(bytes: Buffer, offset: number): { number: number; length: number } | undefined {
  const length = Math.clz32(bytes[offset] ?? 0) - 23;
  if (length > 8) throw new MatroskaError('a block has no track number');
  if (bytes.length < offset + length) return undefined;
  return { number: readVint(bytes, offset, length) ?? -1, length };
}

export function readUnsigned(content: Buffer): number {
  if (content.length > 8) throw new MatroskaError(`a number has ${content.length} bytes; 8 is the most`);
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** The children of an element that is wholly in memory. Throws MatroskaError when they don't fit into it. */
export function* children(content: Buffer): Generator<{ id: number; content: Buffer }> {
  for (let offset = 0; offset < content.length;) {
    const header = readElementHeader(content, offset);
    const end = offset + (header?.length ?? 0) + (header?.size ?? Infinity);
    if (!header || end > content.length) throw new MatroskaError('an element is larger than its parent');
    yield { id: header.id, content: content.subarray(offset + header.length, end) };
    offset = end;
  }
}

/** Id and size of an element whose content follows; without a size, one of unknown size. */
export function elementHeader(id: number, size?: number): Buffer {
  const hex = id.toString(16);
  const bytes = Buffer.alloc(8);
  if (size === undefined) bytes.fill(0xff, 1);
  else bytes.writeUIntBE(size, 2, 6);
  bytes[0] = 0x01;
  return Buffer.concat([Buffer.from(hex, 'hex'), bytes]);
}

export function element(id: number, content: Buffer | string | number): Buffer {
  const bytes = typeof content === 'number' ? unsigned(content) : Buffer.from(content as string);
  return Buffer.concat([elementHeader(id, bytes.length), bytes]);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
