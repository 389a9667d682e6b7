// Read units as DynamoDB's guide counts them: items are rounded up to 4 KB one by one, and half of it is charged where the read is not consistent.
import { describe, expect, it } from '@jest/globals';
import { readUnits } from '../../bench/read-units.ts';

// The name of the attribute counts as well: 1 + bytes - 1.
const itemOf = (bytes: number) => ({ a: { S: 'x'.repeat(bytes - 1) } });

describe('read units', () => {
  it.each([
    [4096, true, 1],
    [4097, true, 2],
    [4096, false, 0.5],
    [9000, false, 1.5],
  ])('GetItem of %i bytes, consistent %s: %d', (bytes, ConsistentRead, expected) => {
    expect(readUnits('GetItem', { ConsistentRead }, { Item: itemOf(bytes) })).toBe(expected);
  });

  it('an item that isn’t there costs as much as the smallest', () => {
    expect(readUnits('GetItem', {}, {})).toBe(0.5);
  });

  it('a batch is the sum of its items, each rounded up by itself', () => {
    const input = { RequestItems: { cameras: { Keys: [{}, {}, {}], ConsistentRead: true } } };
    expect(readUnits('BatchGetItem', input, { Responses: { cameras: [itemOf(1500), itemOf(6500)] } })).toBe(4);
  });

  it('an operation that nobody thought of is an error, not free', () => {
    expect(() => readUnits('Query', {}, {})).toThrow('Query');
  });
});
