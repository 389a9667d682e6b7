// The execution that somebody named on the command line.
import type { Execution, Executions } from '../../executions/executions.ts';
import { RefusedError } from '../failures.ts';

/** Throws RefusedError when there is none of that name. */
export async function namedExecution({ find }: Pick<Executions, 'find'>, name: string): Promise<Execution> {
  const execution = await find(name);
  if (!execution) throw noExecution(name);
  return execution;
}

export const noExecution = (name: string): RefusedError =>
  new RefusedError(`There is no execution ${name}. lensgate executions list shows those that there are.`);
