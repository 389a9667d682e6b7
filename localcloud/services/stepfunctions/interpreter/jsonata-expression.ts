// JSONata as Step Functions offers it: version 2 of the language, without $eval, with six functions more, and no time or chance of its own.
import jsonata from 'jsonata';
import { functionsOfStepFunctions, type Surroundings } from './jsonata-functions.ts';
import type { Json } from './json.ts';

const compiled = new Map<string, jsonata.Expression>();

/** `{% $states.input.name %}` → `$states.input.name`; undefined for a string that isn't an expression. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : undefined;
}

/** Throws an error that says where the expression is wrong. */
export function compile(source: string): jsonata.Expression {
  let expression = compiled.get(source);
  if (!expression) {
    expression = jsonata(source);
    expression.assign('eval', undefined);
    compiled.set(source, expression);
  }
  return expression;
}

/** The expression's value, or undefined when it has none. Throws with the language's error code in front: `T2001: …`. */
export async function evaluateExpression(
  source: string,
  bindings: Readonly<Record<string, unknown>>,
  surroundings: Surroundings,
): Promise<Json | undefined> {
  let value: unknown;
  try {
    value = await compile(source).evaluate(undefined, { ...bindings, ...functionsOfStepFunctions(surroundings) });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw new Error(code ? `${code}: ${message}` : message, { cause: error });
  }
  // Results may hold arrays that carry the language's own marks, and functions inside of objects: only JSON goes on.
  const text = JSON.stringify(value, (_key, member: unknown) => (isFunction(member) ? undefined : member)) as
    string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}
