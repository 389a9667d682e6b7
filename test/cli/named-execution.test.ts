// Which execution somebody means by the beginning of a name.
import { expect, it } from '@jest/globals';
import { namedExecution } from '../../cli/executions/named-execution.ts';

const names = ['aa11', 'aa11-2', 'ab22', 'cc33'];
const executions = {
  find: (name: string) => Promise.resolve(names.includes(name) ? { name } : undefined),
  list: () => Promise.resolve({ executions: names.map((name) => ({ name }) as never) }),
} as unknown as Parameters<typeof namedExecution>[0];

it.each([
  ['aa11', 'aa11'],
  ['aa11-', 'aa11-2'],
  ['c', 'cc33'],
])('%s is %s', async (given, name) => {
  expect(await namedExecution(executions, given)).toEqual({ name });
});

it('says which ones could be meant', async () => {
  await expect(namedExecution(executions, 'aa')).rejects.toThrow(
    '2 executions begin with aa: aa11, aa11-2. Give more of the name.',
  );
  await expect(namedExecution(executions, 'x')).rejects.toThrow('There is no execution x.');
});
