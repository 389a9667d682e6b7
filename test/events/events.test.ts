// What is exchanged as events and messages: every contract against its sample, and what a registration event may hold.
import { describe, expect, it } from '@jest/globals';
import * as events from '../../events/index.ts';
import { describeContracts, readJson, refusalOf } from '../support/contracts.ts';

const { validateCameraProvisioned, validateRegistrationEvent } = events;

describeContracts('events', events);

describe('registration-event', () => {
  const sample = readJson('events/registration-event.sample.json');

  it.each([
    ['a timestamp as text', { timestamp: '1552061705277' }],
    ['the registration time that later events carry', { certificateRegistrationTimestamp: '1552061705277' }],
    ['a registration time as a number', { certificateRegistrationTimestamp: 1552061705277 }],
    ['no registration time', { certificateRegistrationTimestamp: undefined }],
    ['no account', { awsAccountId: undefined }],
    ['an account in another form', { awsAccountId: 123456789012 }],
    ['a parked registration', { attempt: 2 }],
    ['fields that AWS may add one day', { somethingNew: true }],
  ])('accepts %s', (_, change) => {
    expect(validateRegistrationEvent({ ...sample, ...change })).toMatchObject(change);
  });

  it.each([
    [
      'an upper-case certificate id',
      { certificateId: 'A'.repeat(64) },
      /certificateId must be 64 characters of 0-9 a-f/,
    ],
    ['an active certificate', { certificateStatus: 'ACTIVE' }, /certificateStatus .*"PENDING_ACTIVATION"/],
    ['attempt 1, which is never named', { attempt: 1 }, /attempt must be >= 2/],
    ['half an attempt', { attempt: 2.5 }, /attempt must be integer/],
    ['a timestamp that is no time', { timestamp: 'soon' }, /timestamp must/],
  ])('refuses %s', (_, change, message) => {
    expect(() => validateRegistrationEvent({ ...sample, ...change })).toThrow(message);
  });
});

it('a refusal names all that is wrong together', () => {
  const refusal = refusalOf(() => validateCameraProvisioned({}));
  expect(refusal.name).toBe('InvalidEventError');
  expect(refusal.problems).toHaveLength(6);
});
