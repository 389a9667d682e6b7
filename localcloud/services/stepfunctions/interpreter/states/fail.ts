// Fail: ends the machine (or fails the branch) with an error and a cause, either of which may be an expression.
import type { FailState } from '../definition.ts';
import { StateFailure } from '../state-failure.ts';
import type { StateRun } from '../state-run.ts';

export async function runFail(run: StateRun<FailState>): Promise<void> {
  const text = async (field: 'Error' | 'Cause'): Promise<string | undefined> => {
    const template = run.state[field];
    if (template === undefined) return undefined;
    const value = await run.evaluate(template, field);
    if (typeof value === 'string') return value;
    throw run.evaluationFailure(`The field '${field}' must be a string, but it was ${JSON.stringify(value)}.`, field);
  };
  throw new StateFailure((await text('Error')) ?? '', await text('Cause'));
}
