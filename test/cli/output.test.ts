// What the command line draws for people, without a system behind it.
import { describe, expect, it } from '@jest/globals';
import type { ExecutionListItem } from '@aws-sdk/client-sfn';
import { followExecutions } from '../../cli/executions/follow.ts';
import { progressBar, table } from '../../cli/output.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) > 0 };
}

describe('the progress bar', () => {
  it('is written over on a terminal, and wiped at the end', () => {
    const stream = terminal(true);
    const bar = progressBar(stream);
    bar.show(1, 2);
    bar.show(2, 2);
    bar.end();
    expect(stream.written).toEqual([
      `\r[${'#'.repeat(15)}${' '.repeat(15)}] 1/2`,
      `\r[${'#'.repeat(30)}] 2/2`,
      '\r\x1b[K',
    ]);
  });

  it('is silent elsewhere', () => {
    const stream = terminal(false);
    const bar = progressBar(stream);
    bar.show(1, 2);
    bar.end();
    expect(stream.written).toEqual([]);
  });
});

it('a table has columns as wide as their longest cell, and no blanks at the end', () => {
  expect(
    table(
      ['NAME', 'STATUS'],
      [
        ['a-long-name', 'RUNNING'],
        ['b', ''],
      ],
    ),
  ).toBe('NAME         STATUS\na-long-name  RUNNING\nb');
});

describe('following executions', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const running = (name: string, second: number) => ({ name, status: 'RUNNING', startDate: at(second) });
  const ended = (name: string, from: number, to: number, status = 'SUCCEEDED') => ({
    ...{ name, status, startDate: at(from), stopDate: at(to) },
  });
  const follow = (...looks: object[][]) => {
    const next = followExecutions(() => Promise.resolve(looks.shift() as ExecutionListItem[]));
    return async () => (await next()).map(({ name, status, at: time }) => [name, status, time.getUTCSeconds()]);
  };

  it('tells first what is running, then each start and each end once', async () => {
    const look = follow(
      [running('b', 2), ended('a', 1, 2)],
      [running('c', 3), ended('b', 2, 5), ended('a', 1, 2)],
      [running('c', 3), ended('b', 2, 5), ended('a', 1, 2)],
    );
    expect(await look()).toEqual([['b', 'RUNNING', 2]]);
    expect(await look()).toEqual([
      ['c', 'RUNNING', 3],
      ['b', 'SUCCEEDED', 5],
    ]);
    expect(await look()).toEqual([]);
  });

  it('tells start and end of one that did both between two looks', async () => {
    const look = follow([], [ended('a', 1, 4, 'FAILED')]);
    expect(await look()).toEqual([]);
    expect(await look()).toEqual([
      ['a', 'RUNNING', 1],
      ['a', 'FAILED', 4],
    ]);
  });

  it('tells that one is running again after a redrive', async () => {
    const look = follow(
      [ended('a', 1, 2, 'FAILED')],
      [{ ...running('a', 1), redriveDate: at(9) }],
      [ended('a', 1, 10)],
    );
    expect(await look()).toEqual([]);
    expect(await look()).toEqual([['a', 'RUNNING', 9]]);
    expect(await look()).toEqual([['a', 'SUCCEEDED', 10]]);
  });
});
