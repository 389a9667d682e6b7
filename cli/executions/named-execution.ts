// The execution that somebody named on the command line, by its name or the beginning of it.
import { newestExecutions, type Execution, type Executions } from '../../executions/executions.ts';
import { RefusedError } from '../failures.ts';

// Ten pages.
const searched = 10_000;
const shown = 5;

/** @throws RefusedError when there is none, or more than one that begins like this */
export async function namedExecution(executions: Pick<Executions, 'find' | 'list'>, name: string): Promise<Execution> {
  const exact = await executions.find(name);
  if (exact) return exact;
  const begun = (await newestExecutions(executions, { limit: searched }))
    .map((execution) => execution.name ?? '')
    .filter((one) => one.startsWith(name));
  if (begun.length > 1) {
    const [some, more] = [begun.slice(0, shown).join(', '), begun.length > shown ? ', …' : ''];
    throw new RefusedError(`${begun.length} executions begin with ${name}: ${some}${more}. Give more of the name.`);
  }
  const found = begun[0] === undefined ? undefined : await executions.find(begun[0]);
  if (!found) throw noExecution(name);
  return found;
}

export const noExecution = (name: string): RefusedError =>
  new RefusedError(`There is no execution ${name}. lensgate executions list shows those that there are.`);
