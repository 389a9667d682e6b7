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
