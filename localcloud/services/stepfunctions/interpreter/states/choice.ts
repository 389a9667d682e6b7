// Choice: the first rule whose condition is true decides; its own Assign and Output apply, or the state's when it is the default.
import type { ChoiceState } from '../definition.ts';
import { StateFailure } from '../state-failure.ts';
import type { StateRun } from '../state-run.ts';

export async function runChoice(run: StateRun<ChoiceState>): Promise<void> {
  const { input } = run.scope;
  for (const [index, rule] of run.state.Choices.entries()) {
    const location = `Choices[${index}]/`;
    const chosen = await run.evaluate(rule.Condition, `${location}Condition`);
    if (typeof chosen !== 'boolean') {
      throw run.evaluationFailure(
        `The field '${location}Condition' must be a boolean, but it was ${JSON.stringify(chosen)}.`,
        `${location}Condition`,
      );
    }
    if (chosen) return run.leave(rule, {}, input, rule, [], location);
  }
  if (run.state.Default === undefined) {
    throw new StateFailure(
      'States.NoChoiceMatched',
      `No rule of the state '${run.name}' matched, and it has no Default.`,
    );
  }
  return run.leave(run.state, {}, input, { Next: run.state.Default });
}
