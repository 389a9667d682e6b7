// Condition blocks of a policy statement. An operator that isn't known here is an error, never a silent "true".
import { contextValue, matchesPattern, type RequestContext } from './patterns.ts';
import { many, type PolicyStatement } from './policy.ts';

type Test = (actual: string, expected: string, context: RequestContext) => boolean;

const tests: Readonly<Record<string, Test>> = {
  StringEquals: (actual, expected, context) => matchesPattern(literal(expected), actual, context),
  StringEqualsIgnoreCase: (actual, expected, context) =>
    matchesPattern(literal(expected).toLowerCase(), actual.toLowerCase(), context),
  StringLike: (actual, expected, context) => matchesPattern(expected, actual, context),
  ArnEquals: (actual, expected, context) => matchesPattern(expected, actual, context),
  ArnLike: (actual, expected, context) => matchesPattern(expected, actual, context),
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  NumericEquals: (actual, expected) => Number(actual) === Number(expected),
  NumericLessThan: (actual, expected) => Number(actual) < Number(expected),
  NumericLessThanEquals: (actual, expected) => Number(actual) <= Number(expected),
  NumericGreaterThan: (actual, expected) => Number(actual) > Number(expected),
  NumericGreaterThanEquals: (actual, expected) => Number(actual) >= Number(expected),
  DateLessThan: (actual, expected) => Date.parse(actual) < Date.parse(expected),
  DateGreaterThan: (actual, expected) => Date.parse(actual) > Date.parse(expected),
};
const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/** All operators and keys must hold; of several expected values one is enough (for a negated operator: none may match). */
export function conditionsHold(condition: PolicyStatement['Condition'], context: RequestContext): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      holds(operator, valuesOf(contextValue(context, key)), many<unknown>(expected).map(String), context),
    ),
  );
}

function holds(operator: string, actual: readonly string[], expected: string[], context: RequestContext): boolean {
  const [, set, name, ifExists] = /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return expected.some((value) => (value.toLowerCase() === 'true') === (actual.length === 0));
  const negated = negations[name ?? ''];
  const test = tests[negated ?? name ?? ''];
  if (!test) throw new Error(`condition operator ${operator} is not imitated`);
  if (actual.length === 0 && ifExists) return true;
  const passes = (value: string): boolean =>
    expected.some((one) => test(value, one, context)) === (negated === undefined);
  // A key that is missing passes ForAllValues and negated operators, and fails all others. [IAM: multivalued context keys]
  return set === 'ForAllValues:' || (negated && !set) ? actual.every(passes) : actual.some(passes);
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

// StringEquals has no wildcards, but it has variables: `*` and `?` outside of them are made to mean themselves.
function literal(expected: string): string {
  return expected
    .split(/(\$\{[^}]*\})/)
    .map((part) => (part.startsWith('${') ? part : part.replace(/[*?]/g, (character) => `\${${character}}`)))
    .join('');
}
