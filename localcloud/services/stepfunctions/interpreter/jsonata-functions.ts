// The functions that Step Functions adds to JSONata, and those that would otherwise use the real time or real randomness. [SFN: transforming data]
import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Json } from './json.ts';

export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

const algorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const format = jsonata('$fromMillis(millis, picture, timezone)');

/** Bindings that stand in front of JSONata's own functions of the same names. */
export function functionsOfStepFunctions({ now, random }: Surroundings): Record<string, unknown> {
  const time = now();
  return {
    now: (picture?: string, timezone?: string) => format.evaluate({ millis: time, picture, timezone }),
    millis: () => time,
    random: (seed?: number) => (seed === undefined ? random() : seeded(seed)),
    shuffle: (items?: Json[]) => items && shuffle(items, random),
    uuid: () => uuid(random),
    partition,
    range,
    hash,
    parse: (text?: string) => (text === undefined ? undefined : (JSON.parse(text) as Json)),
  };
}

function partition(items: Json[] | undefined, size: number): Json[][] | undefined {
  if (items === undefined) return undefined;
  if (!Array.isArray(items) || !Number.isInteger(size) || size < 1) {
    throw new Error('$partition takes an array and a chunk size, a positive integer');
  }
  return Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    items.slice(chunk * size, (chunk + 1) * size),
  );
}

function range(first: number, last: number, step: number): number[] {
  if (![first, last, step].every(Number.isFinite) || step === 0) {
    throw new Error('$range takes the first value, the last value and a step other than 0');
  }
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  return Array.from({ length }, (_, index) => first + index * step);
}

function hash(data: string | undefined, algorithm: string): string | undefined {
  if (data === undefined) return undefined;
  const name = algorithms[algorithm];
  if (!name) throw new Error(`$hash takes one of ${Object.keys(algorithms).join(', ')}, not ${String(algorithm)}`);
  return createHash(name).update(data).digest('hex');
}

// mulberry32: the same seed gives the same number, which is all that AWS promises.
function seeded(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

function shuffle(items: Json[], random: () => number): Json[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}

/** Version 4. */
export function uuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16));
  digits[12] = 4;
  digits[16] = 8 + (digits[16]! % 4);
  const hex = digits.map((digit) => digit.toString(16)).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
