// What a rule's SQL makes of one message.
import { createHash, randomUUID } from 'node:crypto';
import type { IotMessage } from '../messages.ts';
import { matchesTopicFilter } from '../topic-filter.ts';
import type { Comparison, Expression, RuleQuery } from './sql.ts';

export interface QueryContext {
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

// `undefined` is SQL's Undefined: a missing field, or the outcome of comparing one.
type Value = unknown;

/**
 * The text that the rule's actions get, or undefined when the rule doesn't match. `SELECT *` hands a payload that isn't JSON
 * through as it is; every field of such a payload is Undefined.
 */
export function runQuery(query: RuleQuery, message: IotMessage, context: QueryContext): string | undefined {
  if (!matchesTopicFilter(query.from, message.topic)) return undefined;
  const payload = parseJson(message.payload);
  const value = (expression: Expression): Value => evaluate(expression, payload, message, context);
  if (query.where && value(query.where) !== true) return undefined;
  if (query.select.length === 1 && query.select[0] === '*') return message.payload.toString('utf8');

  const output: Record<string, Value> = {};
  for (const item of query.select) {
    // An Undefined field is left out by JSON.stringify, as AWS leaves it out.
    if (item === '*') Object.assign(output, isObject(payload) ? payload : {});
    else output[item.name] = value(item.expression);
  }
  return JSON.stringify(output);
}

function evaluate(expression: Expression, payload: Value, message: IotMessage, context: QueryContext): Value {
  const value = (inner: Expression): Value => evaluate(inner, payload, message, context);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return expression.path.reduce<Value>(
        (from, name) => (isObject(from) && Object.hasOwn(from, name) ? from[name] : undefined),
        payload,
      );
    case 'hash':
      return sha256(value(expression.of));
    case 'call':
      return call(expression, message, context);
    case 'and':
      return value(expression.left) === true && value(expression.right) === true;
    case 'or':
      return value(expression.left) === true || value(expression.right) === true;
    case 'compare':
      return compare(expression.operator, value(expression.left), value(expression.right));
  }
}

function call(
  { name, argument }: Extract<Expression, { kind: 'call' }>,
  message: IotMessage,
  { accountId, now }: QueryContext,
): Value {
  switch (name) {
    case 'topic':
      return argument === undefined ? message.topic : message.topic.split('/')[argument - 1];
    case 'timestamp':
      return now;
    case 'newuuid':
      return randomUUID();
    case 'accountid':
      return accountId;
    case 'clientid':
      return message.clientId ?? 'n/a';
    case 'principal':
      return message.principal;
  }
}

// Hex. Of what is neither text nor a number it is Undefined. [IOT: hashing functions]
function sha256(of: Value): string | undefined {
  if (typeof of !== 'string' && typeof of !== 'number') return undefined;
  return createHash('sha256').update(String(of)).digest('hex');
}

// A string beside a number is read as a number; Undefined and unlike types compare to Undefined. [IOT: operators]
function compare(operator: Comparison, left: Value, right: Value): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  const [a, b] = typeof left === 'number' || typeof right === 'number' ? [number(left), number(right)] : [left, right];
  if (a === undefined || b === undefined) return operator === '<>' ? true : operator === '=' ? false : undefined;
  if (operator === '=') return a === b;
  if (operator === '<>') return a !== b;
  if (typeof a !== typeof b || (typeof a !== 'number' && typeof a !== 'string')) return undefined;
  const [x, y] = [a, b as typeof a];
  if (operator === '<') return x < y;
  if (operator === '>') return x > y;
  return operator === '<=' ? x <= y : x >= y;
}

function number(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '' || Number.isNaN(Number(value))) return undefined;
  return Number(value);
}

function parseJson(payload: Buffer): Value {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isObject(value: Value): value is Record<string, Value> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
