// Compares arguments with AWS's model of the call: names, required members, kinds of values. Knows a definition's templates, too, as far as they are literal.
import type { NormalizedSchema } from '@smithy/core/schema';
import { isObject } from '../interpreter/json.ts';
import { isAttributeValue, membersOf } from './members.ts';

export interface ArgumentProblem {
  readonly message: string;
  /** `Arguments/AttributePayload/Attributes` */
  readonly field: string;
}

/** With `template`, strings that are expressions are taken to be right: what they come to is checked when the task runs. */
export function argumentProblems(
  value: unknown,
  schema: NormalizedSchema,
  { template = false, field = 'Arguments' } = {},
): ArgumentProblem[] {
  if (template && typeof value === 'string' && value.startsWith('{%')) return [];
  const inside = (inner: unknown, innerSchema: NormalizedSchema, name: string): ArgumentProblem[] =>
    argumentProblems(inner, innerSchema, { template, field: `${field}/${name}` });
  const isA = (ok: boolean, kind: string): ArgumentProblem[] =>
    ok ? [] : [{ message: `${field} must be ${kind}, but it is ${describe(value)}`, field }];

  if (schema.isUnitSchema()) return [];
  if (schema.isStructSchema() || schema.isUnionSchema()) {
    if (!isObject(value)) return isA(false, 'an object');
    const members = membersOf(schema);
    const names = members.map(({ name }) => name).join(', ');
    return [
      ...Object.keys(value)
        .filter((key) => !members.some(({ name }) => name === key))
        .map((key) => ({ message: unknownName(key, field, schema, names), field: `${field}/${key}` })),
      ...members
        .filter(({ name, required }) => required && !(name in value))
        .map(({ name }) => ({ message: `the required field '${name}' of ${field} is missing`, field })),
      ...members.flatMap(({ name, schema: member }) => (name in value ? inside(value[name], member, name) : [])),
    ];
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return isA(false, 'an array');
    return value.flatMap((element, index) => inside(element, schema.getValueSchema(), String(index)));
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) return isA(false, 'an object');
    return Object.entries(value).flatMap(([key, element]) => inside(element, schema.getValueSchema(), key));
  }
  if (schema.isDocumentSchema()) return [];
  if (schema.isTimestampSchema()) {
    return isA(typeof value === 'string' && !Number.isNaN(Date.parse(value)), 'an ISO 8601 time');
  }
  if (schema.isBooleanSchema()) return isA(typeof value === 'boolean', 'a boolean');
  if (schema.isNumericSchema() || schema.isBigIntegerSchema()) return isA(typeof value === 'number', 'a number');
  return isA(typeof value === 'string', 'a string');
}

function unknownName(key: string, field: string, schema: NormalizedSchema, names: string): string {
  return isAttributeValue(schema)
    ? `the attribute type '${key}' in ${field} is not supported; a state machine's items keep to ${names}, which no SDK integration renames`
    : `the field '${key}' of ${field} is not supported; it may have ${names || 'no fields'}`;
}

function describe(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
}
