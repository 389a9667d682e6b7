// A folder's contracts against their samples: the sample is valid, and no required field may be missing.
import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidEventError } from '../../events/index.ts';

/** @param file in a folder of schemas, as `events/registration-event.sample.json` */
export const readJson = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')) as Record<string, unknown>;

/** @param exported by the folder's index: `camera-list` is validated by `validateCameraList` */
export function describeContracts(folder: string, exported: Readonly<Record<string, unknown>>): void {
  const contracts = readdirSync(folder).flatMap((file) => /^(.*)\.schema\.json$/.exec(file)?.[1] ?? []);

  describe.each(contracts)('%s', (name) => {
    const sample = readJson(`${folder}/${name}.sample.json`);
    const schema = readJson(`${folder}/${name}.schema.json`);
    const validate = exported[`validate${String(schema.title)}`] as (payload: unknown) => unknown;

    it('accepts its sample and returns it', () => {
      expect(validate(sample)).toBe(sample);
    });

    const required = (schema.required ?? []) as string[];
    if (required.length > 0)
      it.each(required)('refuses a payload without %s, naming it', (field) => {
        const { [field]: _removed, ...rest } = sample;
        expect(() => validate(rest)).toThrow(`${field} is missing`);
      });

    it.each(Object.keys(schema.properties as object))('refuses an object as %s, naming it', (field) => {
      const refusal = refusalOf(() => validate({ ...sample, [field]: {} }));
      expect(refusal.problems).not.toEqual([]);
      expect(refusal.problems.filter((problem) => !problem.startsWith(field))).toEqual([]);
    });

    it.each([undefined, null, 'text', []])('refuses %j, which is no payload at all', (payload) => {
      expect(() => validate(payload)).toThrow('the payload must be object');
    });
  });
}

export function refusalOf(action: () => unknown): InvalidEventError {
  try {
    action();
  } catch (error) {
    if (error instanceof InvalidEventError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
