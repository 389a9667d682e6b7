// Data as state machines pass it around: JSON, and how much of it AWS lets pass.
import { dataLimitExceeded } from './state-failure.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** Largest input, output, argument list or task result, in bytes of UTF-8. [SFN quotas: 256 KiB] */
export const payloadLimitBytes = 262_144;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects in a list; none where there is no list. */
export function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Returns the value; throws States.DataLimitExceeded when it is too long. `what` begins the sentence: "The state 'Fetch'". */
export function withinPayloadLimit<T extends Json>(value: T, what: string): T {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > payloadLimitBytes) {
    throw dataLimitExceeded(
      `${what} with a size exceeding the maximum number of bytes service limit: ${bytes} bytes, at most ${payloadLimitBytes} are allowed.`,
    );
  }
  return value;
}
