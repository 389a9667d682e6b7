// Every contract against its sample: the sample is valid, and no required field may be missing.
import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as events from '../../events/index.ts';
import {
  InvalidEventError,
  validateCameraProvisioned,
  validateRegistrationEvent,
  validateViewerUrlResponse,
} from '../../events/index.ts';

const directory = join(import.meta.dirname, '../../events');
const contracts = readdirSync(directory).flatMap((file) => /^(.*)\.schema\.json$/.exec(file)?.[1] ?? []);

/** `camera-list` is validated by `validateCameraList`. */
function validatorOf(contract: string): (payload: unknown) => unknown {
  const name = contract.replace(/(^|-)(.)/g, (_, __, letter: string) => letter.toUpperCase());
  const found = Object.entries(events).find(([key]) => key.toLowerCase() === `validate${name}`.toLowerCase());
  return found![1] as (payload: unknown) => unknown;
}

const read = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(directory, file), 'utf8')) as Record<string, unknown>;

describe.each(contracts)('%s', (name) => {
  const validate = validatorOf(name);
  const sample = read(`${name}.sample.json`);
  const schema = read(`${name}.schema.json`);

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
    expect(refusal.problems).toEqual([expect.stringMatching(new RegExp(`^${field}`))]);
  });

  it.each([undefined, null, 'text', []])('refuses %j, which is no payload at all', (payload) => {
    expect(() => validate(payload)).toThrow('the payload must be object');
  });
});

describe('registration-event', () => {
  const sample = read('registration-event.sample.json');

  it.each([
    ['a timestamp as text', { timestamp: '1552061705277' }],
    ['the registration time that later events carry', { certificateRegistrationTimestamp: '1552061705277' }],
    ['a parked registration', { attempt: 2 }],
    ['fields that AWS may add one day', { somethingNew: true }],
  ])('accepts %s', (_, change) => {
    expect(validateRegistrationEvent({ ...sample, ...change })).toMatchObject(change);
  });

  it.each([
    ['an upper-case certificate id', { certificateId: 'A'.repeat(64) }, /certificateId must match pattern/],
    ['an active certificate', { certificateStatus: 'ACTIVE' }, /certificateStatus .*"PENDING_ACTIVATION"/],
    ['attempt 1, which is never named', { attempt: 1 }, /attempt must be >= 2/],
    ['half an attempt', { attempt: 2.5 }, /attempt must be integer/],
    ['a registration time as number', { certificateRegistrationTimestamp: 1 }, /certificateRegistrationTimestamp must/],
  ])('refuses %s', (_, change, message) => {
    expect(() => validateRegistrationEvent({ ...sample, ...change })).toThrow(message);
  });
});

describe('a refusal', () => {
  it('names all that is wrong together', () => {
    const refusal = refusalOf(() => validateCameraProvisioned({}));
    expect(refusal.name).toBe('InvalidEventError');
    expect(refusal.problems).toHaveLength(6);
  });

  it('never repeats a value: a signed URL is a secret', () => {
    const sample = read('viewer-url-response.sample.json');
    const refusal = refusalOf(() => validateViewerUrlResponse({ ...sample, url: 'https://x/?X-Amz-Signature=secret' }));
    expect(refusal.message).toContain('url must match pattern');
    expect(refusal.message).not.toContain('secret');
  });
});

function refusalOf(action: () => unknown): InvalidEventError {
  try {
    action();
  } catch (error) {
    if (error instanceof InvalidEventError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
