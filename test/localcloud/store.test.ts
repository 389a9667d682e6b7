import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Store } from '../../localcloud/core/store.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';

describe('the store', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  beforeEach(async () => void (directory = await temporaryDirectory()));
  afterEach(() => directory.remove());

  it('keeps records over a restart', async () => {
    const first = await Store.open(directory.path);
    await first.collection<{ n: number }>('things').put('a', { n: 1 });
    await first.collection<{ n: number }>('things').put('b', { n: 2 });
    await first.collection('things').delete('a');
    await first.close();

    const second = await Store.open(directory.path);
    expect(second.collection('things').entries()).toEqual([['b', { n: 2 }]]);
    expect(second.collection('others').size).toBe(0);
    await second.close();
  });

  it('keeps the last of many writes to one key', async () => {
    const first = await Store.open(directory.path);
    const things = first.collection<number>('things');
    await Promise.all(Array.from({ length: 500 }, (_, n) => things.put('a', n)));
    await first.close();
    const second = await Store.open(directory.path);
    expect(second.collection('things').get('a')).toBe(499);
    await second.close();
  });

  it('tells records in the order of their keys, whenever they came or went, to everybody alike', async () => {
    const store = await Store.open(directory.path);
    const [things, same] = [store.collection<number>('things'), store.collection<number>('things')];
    const keys = (): string[] => same.entries().map(([key]) => key);
    await things.put('b', 1);
    await things.put('a', 2);
    expect(keys()).toEqual(['a', 'b']);
    await things.put('aa', 3);
    await things.put('b', 4);
    expect(same.entries()).toEqual([
      ['a', 2],
      ['aa', 3],
      ['b', 4],
    ]);
    await things.delete('a');
    expect(keys()).toEqual(['aa', 'b']);
    await things.put('a', 5);
    expect([keys(), things.values()]).toEqual([
      ['a', 'aa', 'b'],
      [5, 3, 4],
    ]);
    await store.close();
  });

  it('reads a journal from an index on, and backwards, without its neighbours', async () => {
    const store = await Store.open(directory.path);
    const journal = store.journal<string>('history');
    await Promise.all(Array.from({ length: 12 }, (_, n) => journal.append('x', n, `x${n}`)));
    await journal.append('xy', 0, 'other');
    expect(await journal.read('x', { from: 10 })).toEqual(['x10', 'x11']);
    expect(await journal.read('x', { reverse: true, limit: 2 })).toEqual(['x11', 'x10']);
    expect(await journal.read('x', { reverse: true, from: 1 })).toEqual(['x1', 'x0']);
    await store.close();
  });
});
