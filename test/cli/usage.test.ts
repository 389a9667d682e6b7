// How `lensgate` is used: its help, what it says to wrong usage, and where there is nothing to talk to.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { lensgateCommand } from '../support/command-line.ts';

const commands = [
  [],
  ['manifest'],
  ['manifest', 'add'],
  ['manifest', 'import'],
  ['manifest', 'list'],
  ['manifest', 'export'],
  ['manifest', 'check'],
  ['manifest', 'remove'],
  ['cameras'],
  ['cameras', 'list'],
  ['cameras', 'show'],
  ['shares'],
  ['shares', 'list'],
  ['shares', 'revoke'],
  ['camera'],
  ['camera', 'start'],
  ['camera', 'pair'],
  ['camera', 'reset'],
  ['camera', 'press-button'],
  ['camera', 'set-owner'],
  ['camera', 'new-claim-code'],
  ['camera', 'end-sessions'],
  ['executions'],
  ['executions', 'list'],
  ['executions', 'show'],
  ['executions', 'retry'],
  ['executions', 'watch'],
  ['viewer-url'],
  ['token'],
];
it.each(commands.map((command) => [command]))('%j has --help: exit code 0', async (command) => {
  const { code, out, err } = await lensgateCommand([...command, '--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(new RegExp(`^Usage: ${['lensgate', ...command].join(' ')} `));
  expect(out).toContain('--help');
  expect(out).toContain('Exit codes: 0 done');
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
