// How a refusal of identify-camera travels through Step Functions, which knows the name and the message of an error, and no more.
import { expect, it } from '@jest/globals';
import { inCause, UnknownSerialNumberError, WrongIssuerError } from '../../functions/identify-camera/refusals.ts';

it('a refusal keeps its name, and its message carries what is known of the camera', () => {
  const refusal = new UnknownSerialNumberError('Nobody knows LG-1.', { serialNumber: 'LG-1' });
  const told = inCause(refusal) as Error;
  expect(told.name).toBe('UnknownSerialNumberError');
  expect(JSON.parse(told.message)).toEqual({ message: 'Nobody knows LG-1.', serialNumber: 'LG-1' });
  expect(told.stack).toBe(refusal.stack);
});

it('one that knows no camera has its message alone', () => {
  expect(JSON.parse((inCause(new WrongIssuerError('Another CA.')) as Error).message)).toEqual({
    message: 'Another CA.',
  });
});

it("an outage is no refusal: the SDK's error goes on as it is", () => {
  const outage = Object.assign(new Error('Slow down.'), { name: 'ThrottlingException' });
  expect(inCause(outage)).toBe(outage);
});
