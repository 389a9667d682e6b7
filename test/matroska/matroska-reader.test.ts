// What is read is written by the tests' own writer; hostile input never gets more than a MatroskaError.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MatroskaError } from '../../matroska/elements.ts';
import { type MatroskaEvent, MatroskaReader } from '../../matroska/matroska-reader.ts';
import { cluster, el, frame, header, tags } from '../support/write-matroska.ts';

type Read = Exclude<MatroskaEvent, { type: 'data' }> | { type: 'data'; bytes: string };

/** All events, with neighbouring data joined. */
function readAll(chunks: readonly Buffer[]): Read[] {
  const reader = new MatroskaReader();
  const events: MatroskaEvent[] = [];
  for (const chunk of chunks) events.push(...reader.push(chunk));
  events.push(...reader.end());
  const read: Read[] = [];
  let data: Buffer[] = [];
  for (const event of events) {
    if (event.type === 'data') data.push(event.bytes);
    else if (event.type === 'cluster-end') {
      read.push({ type: 'data', bytes: Buffer.concat(data).toString('hex') }, event);
      data = [];
    } else read.push(event);
  }
  return read;
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const clusters = (unknownSize: boolean) => [
  cluster(0, [frame(0, 300), { ...frame(40), group: true }], { unknownSize }),
  cluster(1000, [frame(0), frame(-5), frame(80, 20_000)], { unknownSize }),
];

describe.each([true, false])('clusters of unknown size: %s', (unknownSize) => {
  const stream = Buffer.concat([header(), ...clusters(unknownSize)]);

  it('are told with their times, frames and bytes', () => {
    const events = readAll([stream]);
    expect(events.map(({ type }) => type)).toEqual([
      'header',
      ...['cluster-start', 'frame', 'frame', 'data', 'cluster-end'],
      ...['cluster-start', 'frame', 'frame', 'frame', 'data', 'cluster-end'],
    ]);
    expect(events[0]).toMatchObject({
      header: {
        tracks: [{ number: 1, codecId: 'V_MPEG4/ISO/AVC', codecPrivate: Buffer.from('014d401f', 'hex') }],
        timestampScaleNs: 1_000_000,
      },
    });
    expect(events.filter(({ type }) => type === 'cluster-start')).toMatchObject([
      { timestamp: 0 },
      { timestamp: 1000 },
    ]);
    expect(events.filter(({ type }) => type === 'frame')).toMatchObject([
      { trackNumber: 1, timestamp: 0 },
      { timestamp: 40 },
      { timestamp: 0 },
      { timestamp: -5 },
      { timestamp: 80 },
    ]);
    // Id, size (two bytes), then track, time and flags, then the frame.
    const first = Buffer.concat([el('a3', Buffer.from('81000080', 'hex'), Buffer.alloc(300, 0))]);
    expect(events.find(({ type }) => type === 'data')).toMatchObject({
      bytes: expect.stringMatching(new RegExp(`^${first.toString('hex')}a0`)),
    });
  });

  it('are the same however the input is cut', () => {
    const whole = readAll([stream]);
    expect(readAll(Array.from(stream, (byte) => Buffer.from([byte])))).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
        expect(readAll(split(stream, cuts))).toEqual(whole);
      }),
    );
  });

  it('end complete or not at all, wherever the input stops', () => {
    const boundaries = clusters(unknownSize).length;
    for (let length = 0; length < stream.length; length += 7) {
      const reader = new MatroskaReader();
      const started = [...reader.push(stream.subarray(0, length))].filter(({ type }) => type === 'cluster-end').length;
      expect(started).toBeLessThan(boundaries);
    }
  });
});

it('reads a second EBML header and Segment after the first, as encoders write them when they start again', () => {
  const second = header({ tracks: [{ number: 2, codec: 'A_AAC' }], scaleNs: 100_000 });
  const events = readAll([header(), cluster(5, [frame(0)], { unknownSize: true }), second, cluster(1, [frame(0)])]);
  expect(events.filter(({ type }) => type === 'header')).toMatchObject([
    { header: { tracks: [{ number: 1 }] } },
    { header: { tracks: [{ number: 2, codecId: 'A_AAC' }], timestampScaleNs: 100_000 } },
  ]);
});

it('tells tags between clusters, and reads over what it has no use for', () => {
  const stream = [
    header(),
    tags({ A: '1', B: 'ü' }),
    el('ec', Buffer.alloc(50)),
    cluster(0, [frame(0)], { unknownSize: true }),
    tags({ C: '3' }),
    el('1c53bb6b', Buffer.alloc(9)),
  ];
  expect(readAll(stream).filter(({ type }) => type === 'tag')).toEqual([
    { type: 'tag', name: 'A', value: '1' },
    { type: 'tag', name: 'B', value: 'ü' },
    { type: 'tag', name: 'C', value: '3' },
  ]);
});

it('writes a header that it can read again', () => {
  const [{ header: told }] = readAll([header({ scaleNs: 500_000 }), cluster(0, [frame(0)])]) as [
    Extract<MatroskaEvent, { type: 'header' }>,
  ];
  const again = readAll([told.bytes, cluster(0, [frame(0)])])[0];
  expect(again).toEqual({ type: 'header', header: told });
});

it.each<[string, Buffer[]]>([
  ['bytes that are no EBML', [Buffer.from('hello')]],
  ['a Segment without an EBML header', [Buffer.from('1853806701ffffffffffffff', 'hex')]],
  ['another document type', [header({ docType: 'mp4' })]],
  ['a cluster before the tracks', [header().subarray(0, header().indexOf('1654ae6b', 'hex')), cluster(0, [])]],
  ['a block before the timestamp', [header(), el('1f43b675', el('a3', Buffer.from('81000080', 'hex')))]],
  ['a block that is larger than its cluster', [header(), Buffer.from('1f43b67586e7810040049f', 'hex')]],
  ['a block that is too short', [header(), el('1f43b675', el('e7', Buffer.from([0])), el('a3', Buffer.alloc(2)))]],
  ['a cluster inside a cluster', [header(), el('1f43b675', el('e7', Buffer.from([0])), cluster(0, []))]],
  ['a block of unknown size', [header(), cluster(0, [], { unknownSize: true }), Buffer.from('a3ff8100', 'hex')]],
  [
    'Tracks of a gigabyte',
    [header().subarray(0, header().indexOf('1654ae6b', 'hex')), Buffer.from('1654ae6b0840000000', 'hex')],
  ],
  ['a timestamp beyond any time', [header(), el('1f43b675', el('e7', Buffer.alloc(8, 0xff)))]],
  ['an end in the middle of a block', [header(), cluster(0, [frame(0)]).subarray(0, -1)]],
])('refuses %s', (_, chunks) => {
  expect(() => readAll(chunks)).toThrow(MatroskaError);
});

describe('hostile input', () => {
  const survives = (bytes: Buffer, cuts: readonly number[]): void => {
    try {
      readAll(split(bytes, cuts));
    } catch (error) {
      expect(error).toBeInstanceOf(MatroskaError);
    }
  };

  it('of random bytes is refused or read, never more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
        survives(Buffer.from(bytes), cuts);
        survives(Buffer.concat([header(), Buffer.from(bytes)]), cuts);
        survives(
          Buffer.concat([header(), Buffer.from('1f43b67501ffffffffffffffe78100', 'hex'), Buffer.from(bytes)]),
          cuts,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('of valid bytes with some changed is refused or read, never more', () => {
    const valid = Buffer.concat([header(), ...clusters(true), tags({ A: 'b' }), ...clusters(false)]);
    const change = fc.tuple(fc.nat(valid.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (changes, cuts) => {
          const bytes = Buffer.from(valid);
          for (const [at, value] of changes) bytes[at] = value;
          survives(bytes, cuts);
        },
      ),
      { numRuns: 500 },
    );
  });
});
