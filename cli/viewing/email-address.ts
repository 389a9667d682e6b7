// An option that names a user.
import { normaliseUserId } from '../../records/user-id.ts';
import { UsageError } from '../failures.ts';

/** In the one spelling of user ids. Throws UsageError. */
export function emailAddress(option: string, given: string): string {
  const email = normaliseUserId(given);
  if (email === undefined) throw new UsageError(`${option} is ${JSON.stringify(given)}; it takes one e-mail address.`);
  return email;
}
