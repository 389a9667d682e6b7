// Evaluates a field of a state: JSON in which every string between {% and %} is a JSONata expression.
import type { Json } from './json.ts';
import type { Surroundings } from './jsonata-functions.ts';
import { evaluateExpression, expressionIn } from './jsonata-expression.ts';
import { StateFailure } from './state-failure.ts';

/** What expressions of one state can see. */
export interface Visible {
  readonly stateName: string;
  readonly enteredEventId: number;
  /** `$states`: input, result, errorOutput, context. */
  readonly states: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, Json>>;
}

/** Throws States.QueryEvaluationError that names the expression and the place: `Arguments/ThingName`. */
export async function evaluate(
  template: Json,
  location: string,
  visible: Visible,
  surroundings: Surroundings,
): Promise<Json> {
  if (typeof template === 'string') {
    const source = expressionIn(template);
    return source === undefined ? template : evaluateAt(source, location, visible, surroundings);
  }
  if (Array.isArray(template)) {
    return Promise.all(
      template.map((element, index) => evaluate(element, `${location}[${index}]`, visible, surroundings)),
    );
  }
  if (typeof template === 'object' && template !== null) {
    const members = Object.entries(template).map(
      async ([key, value]) => [key, await evaluate(value, `${location}/${key}`, visible, surroundings)] as const,
    );
    return Object.fromEntries(await Promise.all(members));
  }
  return template;
}

async function evaluateAt(
  source: string,
  location: string,
  visible: Visible,
  surroundings: Surroundings,
): Promise<Json> {
  const subject = `The JSONata expression '${source}' specified for the field '${location}'`;
  let value: Json | undefined;
  try {
    value = await evaluateExpression(source, { ...visible.variables, states: visible.states }, surroundings);
  } catch (error) {
    throw evaluationFailure(
      `${subject} threw an error during evaluation. ${(error as Error).message}`,
      location,
      visible,
    );
  }
  if (value === undefined) throw evaluationFailure(`${subject} returned nothing (undefined).`, location, visible);
  return value;
}

export function evaluationFailure(
  problem: string,
  location: string,
  { stateName, enteredEventId }: Pick<Visible, 'stateName' | 'enteredEventId'>,
): StateFailure {
  const error = 'States.QueryEvaluationError';
  const cause = `An error occurred while executing the state '${stateName}' (entered at the event id #${enteredEventId}). ${problem}`;
  return new StateFailure(error, cause, [
    { type: 'EvaluationFailed', evaluationFailedEventDetails: { error, cause, location, state: stateName } },
  ]);
}
