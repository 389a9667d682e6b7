// How `lensgate` is used: its help, what it says to wrong usage, and where there is nothing to talk to.
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { lensgateCommand } from '../support/command-line.ts';

// Each of them in one process, which finds them by the commands that each help lists.
const helps = JSON.parse(
  execFileSync(process.execPath, ['--import', 'tsx', 'test/support/lensgate-help.ts'], { encoding: 'utf8' }),
) as Record<string, string>;

it.each(Object.keys(helps))('lensgate %s --help says how it is used', (command) => {
  expect(helps[command]).toMatch(new RegExp(`^Usage: ${['lensgate', command].join(' ').trim()} `));
  expect(helps[command]).toContain('--help');
  expect(helps[command]).toContain('Exit codes: 0 done');
});

it('knows its commands', () => {
  expect(Object.keys(helps)).toEqual(
    expect.arrayContaining(['', 'manifest import', 'cameras show', 'camera retire', 'executions watch', 'viewer-url']),
  );
});

it('--help is no failure: exit code 0', async () => {
  const { code, out, err } = await lensgateCommand(['camera', 'retire', '--help']);
  expect({ code, out, err }).toEqual({ code: 0, out: helps['camera retire'], err: '' });
});

it.each([
  [['nonsense'], "error: unknown command 'nonsense'"],
  [['manifest', 'nonsense'], "error: unknown command 'nonsense'"],
  [['executions', 'list', '--nonsense'], "error: unknown option '--nonsense'"],
  [['cameras', 'show', 'a b'], 'It takes 1 to 128 letters, digits, _ and -.'],
  [['shares', 'revoke', '--camera', 'a', '--user', 'nobody'], 'It takes one e-mail address.'],
  [['executions', 'show'], "error: missing required argument 'name'"],
  [['executions', 'list', '--limit', '0'], 'It takes a whole number from 1.'],
  [['executions', 'list', '--status', 'DONE'], '--status is DONE; it takes one of RUNNING, SUCCEEDED'],
])('%j is wrong usage: exit code 2', async (args, words) => {
  const { code, out, err } = await lensgateCommand(['--data-dir', '/nonexistent', ...args]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(words);
});

it('without a local cloud or an account it says what to do: exit code 2', async () => {
  const { code, out, err } = await lensgateCommand(['executions', 'list', '--data-dir', '/nonexistent']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toBe(
    'There is no /nonexistent/endpoints.json. Start the local cloud (npm start), name its --data-dir, or name an AWS account with --profile or --region.\n',
  );
});

it('an endpoints.json that is damaged is one sentence: exit code 2', async () => {
  const { path, remove } = await temporaryDirectory();
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'endpoints.json'), '{ "region": ');
  const { code, err } = await lensgateCommand(['executions', 'list', '--data-dir', path]);
  await remove();
  expect(code).toBe(2);
  expect(err).toMatch(/endpoints\.json is not what npm start writes\..*\n$/);
});
