// JSON bodies to and from the SDK's shapes, by AWS's model: dates, blobs, and the check that each member has its type.
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../core/aws-error.ts';

// @smithy/types, schema/static-schemas: how a timestamp is written.
const dateTime = 5;
const httpDate = 6;

/** Wire JSON to the SDK's input shape. Unknown members are dropped, as AWS does; a wrong type is a SerializationException. */
export function decodeJson(schema: NormalizedSchema, value: unknown, path = ''): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isDocumentSchema()) return value;
  if (schema.isStructSchema() || schema.isUnionSchema()) {
    const object = expectType<Record<string, unknown>>(value, 'object', path);
    const decoded: Record<string, unknown> = {};
    for (const [member, memberSchema] of schema.structIterator()) {
      const given = decodeJson(memberSchema, object[jsonName(member, memberSchema)], join(path, member));
      if (given !== undefined) decoded[member] = given;
    }
    return decoded;
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrongType(path, 'a list');
    return value.map((item, index) => decodeJson(schema.getValueSchema(), item, `${path}[${index}]`));
  }
  if (schema.isMapSchema()) {
    const object = expectType<Record<string, unknown>>(value, 'object', path);
    return Object.fromEntries(
      Object.entries(object).map(([key, item]) => [key, decodeJson(schema.getValueSchema(), item, join(path, key))]),
    );
  }
  if (schema.isTimestampSchema()) return decodeTimestamp(value, path);
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(expectType<string>(value, 'string', path), 'base64'));
  if (schema.isStringSchema()) return expectType<string>(value, 'string', path);
  if (schema.isBooleanSchema()) return expectType<boolean>(value, 'boolean', path);
  if (schema.isNumericSchema()) return expectType<number>(value, 'number', path);
  return value;
}

/** The SDK's output shape to wire JSON. */
export function encodeJson(schema: NormalizedSchema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isDocumentSchema()) return value;
  if (schema.isStructSchema() || schema.isUnionSchema()) {
    const encoded: Record<string, unknown> = {};
    for (const [member, memberSchema] of schema.structIterator()) {
      const item = encodeJson(memberSchema, (value as Record<string, unknown>)[member]);
      if (item !== undefined) encoded[jsonName(member, memberSchema)] = item;
    }
    return encoded;
  }
  if (schema.isListSchema())
    return (value as unknown[]).map((item) => encodeJson(schema.getValueSchema(), item) ?? null);
  if (schema.isMapSchema()) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, encodeJson(schema.getValueSchema(), item) ?? null]),
    );
  }
  if (value instanceof Date) return encodeTimestamp(schema, value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

/** Epoch seconds, unless the model names another format. */
export function encodeTimestamp(schema: NormalizedSchema, value: Date): string | number {
  const format = schema.getSchema() as unknown;
  if (format === dateTime) return value.toISOString();
  if (format === httpDate) return value.toUTCString();
  return value.getTime() / 1000;
}

export function decodeTimestamp(value: unknown, path: string): Date {
  const date = typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
  if (Number.isNaN(date.getTime())) throw wrongType(path, 'a timestamp');
  return date;
}

function jsonName(member: string, schema: NormalizedSchema): string {
  const { jsonName: name } = schema.getMergedTraits() as { jsonName?: string };
  return name ?? member;
}

function expectType<T>(value: unknown, type: 'object' | 'string' | 'boolean' | 'number', path: string): T {
  if (typeof value !== type || Array.isArray(value)) {
    throw wrongType(path, type === 'object' ? 'an object' : `a ${type}`);
  }
  return value as T;
}

function wrongType(path: string, expected: string): AwsError {
  const what = path || 'The request body';
  return new AwsError('SerializationException', `${what} must be ${expected}.`, { statusCode: 400 });
}

function join(path: string, member: string): string {
  return path ? `${path}.${member}` : member;
}
