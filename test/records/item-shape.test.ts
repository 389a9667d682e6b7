// A kind of item is a table of attributes: what its strict reader refuses, what its lenient reader leaves out, what is written.
import { describe, expect, it } from '@jest/globals';
import {
  attributesOf,
  map,
  named,
  number,
  optional,
  readLeniently,
  readStrictly,
  text,
} from '../../records/item-shape.ts';
import { MalformedItemError } from '../../records/malformed-item-error.ts';

const shape = {
  name: text,
  owner: named('userId', optional(text)),
  epoch: number,
  expiresAt: optional(number),
  endpoints: map({ viewer: map({ wss: text, https: named('secure', optional(text)) }) }),
};
const item = {
  pk: 'camera#front-door',
  sk: 'camera',
  name: 'front-door',
  userId: 'olivia@example.com',
  epoch: 3,
  expiresAt: 1_800_000_000,
  endpoints: { viewer: { wss: 'wss://v.example.com', secure: 'https://v.example.com' } },
  ofALaterRelease: true,
};
const read = {
  name: 'front-door',
  owner: 'olivia@example.com',
  epoch: 3,
  expiresAt: 1_800_000_000,
  endpoints: { viewer: { wss: 'wss://v.example.com', https: 'https://v.example.com' } },
};

describe('both readers', () => {
  it('give what the shape has, under its names, and nothing else', () => {
    expect(readStrictly(shape, item)).toStrictEqual(read);
    expect(readLeniently(shape, item)).toStrictEqual(read);
  });

  it.each([[{}], [{ userId: '' }]])('take an optional attribute for absent: %j', (owner) => {
    const { userId: _userId, expiresAt: _expiresAt, ...others } = item;
    const { owner: _owner, expiresAt: _end, ...expected } = read;
    expect(readStrictly(shape, { ...others, ...owner })).toStrictEqual(expected);
    expect(readLeniently(shape, { ...others, ...owner })).toStrictEqual(expected);
  });
});

describe.each<[string, object, string, object]>([
  ['a text that is missing', { name: undefined }, 'name of type S', { name: undefined }],
  ['a text that is empty', { name: '' }, 'name of type S', { name: undefined }],
  ['a number for a text', { name: 7 }, 'name of type S', { name: undefined }],
  ['a number for an optional text', { userId: 7 }, 'userId of type S', { owner: undefined }],
  ['a number that is missing', { epoch: undefined }, 'epoch of type N', { epoch: undefined }],
  ['a text for a number', { epoch: '3' }, 'epoch of type N', { epoch: undefined }],
  ['a text for an optional number', { expiresAt: 'soon' }, 'expiresAt of type N', { expiresAt: undefined }],
  ['a map that is missing', { endpoints: undefined }, 'endpoints of type M', { endpoints: undefined }],
  ['null for a map', { endpoints: null }, 'endpoints of type M', { endpoints: undefined }],
  ['a map within that is missing', { endpoints: {} }, 'endpoints.viewer of type M', { endpoints: {} }],
  [
    'a text within that is missing',
    { endpoints: { viewer: {} } },
    'endpoints.viewer.wss of type S',
    { endpoints: { viewer: {} } },
  ],
  [
    'a number for an optional text within',
    { endpoints: { viewer: { wss: 'w', secure: 1 } } },
    'endpoints.viewer.secure of type S',
    { endpoints: { viewer: { wss: 'w' } } },
  ],
])('%s', (_, change, attribute, left) => {
  const broken = { ...item, ...change };

  it('is refused by the strict reader, which names item and attribute', () => {
    expect(() => readStrictly(shape, broken)).toThrow(MalformedItemError);
    expect(() => readStrictly(shape, broken)).toThrow(
      `Item camera#front-door / camera of the camera table has no ${attribute}. `,
    );
  });

  it('is left out by the lenient one, and only that', () => {
    expect(readLeniently(shape, broken)).toEqual({ ...read, ...left });
  });
});

it('an item is written under the names of the table, without what is undefined', () => {
  const { expiresAt: _, ...others } = read;
  expect(attributesOf(shape, { ...others, expiresAt: undefined })).toStrictEqual({
    name: 'front-door',
    userId: 'olivia@example.com',
    epoch: 3,
    endpoints: read.endpoints,
  });
});
