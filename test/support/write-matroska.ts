// A tiny Matroska writer of the tests' own, so that reader and expected bytes share no code. [RFC 8794, RFC 9559]

export interface Frame {
  readonly track: number;
  /** Ticks after the cluster's timestamp. */
  readonly at: number;
  readonly bytes: Buffer;
  /** In a BlockGroup instead of a SimpleBlock. */
  readonly group?: boolean;
}

/** Shortest size that can hold `length`; all ones mean "unknown". */
function size(length: number | 'unknown'): Buffer {
  if (length === 'unknown') return Buffer.from('01ffffffffffffff', 'hex');
  for (let bytes = 1; bytes <= 8; bytes++) {
    if (length < 2 ** (7 * bytes) - 1) {
      const written = Buffer.from(length.toString(16).padStart(2 * bytes, '0'), 'hex');
      written[0]! |= 0x80 >> (bytes - 1);
      return written;
    }
  }
  throw new Error('too long');
}

export function el(id: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from(id, 'hex'), size(body.length), body]);
}

function uint(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

/** EBML header, Segment of unknown size, Info, Tracks. */
export function header(
  options: { tracks?: { number: number; codec: string; private?: Buffer }[]; scaleNs?: number; docType?: string } = {},
): Buffer {
  const tracks = options.tracks ?? [{ number: 1, codec: 'V_MPEG4/ISO/AVC', private: Buffer.from('014d401f', 'hex') }];
  const entries = tracks.map((track) =>
    el(
      'ae',
      el('d7', uint(track.number)),
      el('73c5', uint(track.number)),
      el('83', uint(1)),
      el('86', Buffer.from(track.codec)),
      ...(track.private ? [el('63a2', track.private)] : []),
    ),
  );
  return Buffer.concat([
    el('1a45dfa3', el('4282', Buffer.from(options.docType ?? 'matroska')), el('4287', uint(4)), el('4285', uint(2))),
    Buffer.from('18538067', 'hex'),
    size('unknown'),
    el('1549a966', el('2ad7b1', uint(options.scaleNs ?? 1_000_000)), el('4d80', Buffer.from('test'))),
    el('1654ae6b', ...entries),
  ]);
}

export function cluster(timestamp: number, frames: readonly Frame[], options: { unknownSize?: boolean } = {}): Buffer {
  const blocks = frames.map(({ track, at, bytes, group }) => {
    const time = Buffer.alloc(2);
    time.writeInt16BE(at);
    const block = Buffer.concat([size(track), time, Buffer.from([group ? 0 : 0x80]), bytes]);
    return group ? el('a0', el('a1', block), el('9b', uint(40))) : el('a3', block);
  });
  const body = Buffer.concat([el('e7', uint(timestamp)), ...blocks]);
  if (!options.unknownSize) return el('1f43b675', body);
  return Buffer.concat([Buffer.from('1f43b675', 'hex'), size('unknown'), body]);
}

export function frame(at: number, bytes = 8, track = 1): Frame {
  return { track, at, bytes: Buffer.alloc(bytes, at & 0xff) };
}

export function tags(values: Readonly<Record<string, string>>): Buffer {
  const simple = Object.entries(values).map(([name, value]) =>
    el('67c8', el('45a3', Buffer.from(name)), el('4487', Buffer.from(value))),
  );
  return el('1254c367', el('7373', ...simple));
}
