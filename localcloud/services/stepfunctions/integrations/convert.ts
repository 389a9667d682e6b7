// Between the JSON of a state machine and the SDK's own shapes, guided by AWS's model. Names are checked before, so that nothing is lost here.
import type { NormalizedSchema } from '@smithy/core/schema';
import { isObject, type Json } from '../interpreter/json.ts';
import { runtimeFailure } from '../interpreter/state-failure.ts';
import { isAttributeValue, membersOf } from './members.ts';

/** Arguments that have no `argumentProblems` → the operation's input. */
export function toSdk(value: Json, schema: NormalizedSchema): unknown {
  if (schema.isUnitSchema()) return {};
  if ((schema.isStructSchema() || schema.isUnionSchema()) && isObject(value)) {
    const members = membersOf(schema).filter(({ name }) => name in value);
    return Object.fromEntries(members.map((each) => [each.sdkName, toSdk(value[each.name]!, each.schema)]));
  }
  if (schema.isListSchema() && Array.isArray(value))
    return value.map((element) => toSdk(element, schema.getValueSchema()));
  if (schema.isMapSchema() && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, element]) => [key, toSdk(element, schema.getValueSchema())]),
    );
  }
  if (schema.isTimestampSchema()) return new Date(value as string);
  if (schema.isBlobSchema()) return Buffer.from(value as string);
  return value;
}

/** The operation's output → the task's result: times become ISO strings, blobs text, absent members stay absent. */
export function fromSdk(value: unknown, schema: NormalizedSchema): Json {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (schema.isUnitSchema()) return {};
  if ((schema.isStructSchema() || schema.isUnionSchema()) && isObject(value)) {
    const members = membersOf(schema);
    refuseUnfaithfulAttributes(value, schema);
    return Object.fromEntries(
      members
        .filter(({ sdkName }) => present(value[sdkName]))
        .map((each) => [each.name, fromSdk(value[each.sdkName], each.schema)]),
    );
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    return value.map((element) => fromSdk(element, schema.getValueSchema()));
  }
  if (schema.isMapSchema() && isObject(value)) {
    const entries = Object.entries(value).filter(([, element]) => present(element));
    return Object.fromEntries(entries.map(([key, element]) => [key, fromSdk(element, schema.getValueSchema())]));
  }
  return value as Json;
}

const present = (value: unknown): boolean => value !== undefined && value !== null;

function refuseUnfaithfulAttributes(value: Record<string, unknown>, schema: NormalizedSchema): void {
  if (!isAttributeValue(schema)) return;
  const names = membersOf(schema).map(({ sdkName }) => sdkName);
  const other = Object.keys(value).find((key) => present(value[key]) && !names.includes(key));
  if (other) {
    throw runtimeFailure(
      `The item has an attribute of type '${other}', whose name changes in an SDK integration; items that a state machine reads keep to ${names.join(', ')}.`,
    );
  }
}
