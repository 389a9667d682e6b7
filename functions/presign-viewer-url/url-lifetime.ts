// How long a viewer URL may live: shorter than what KVS takes, never longer than the credentials behind it.
import type { SigningCredentials } from '../../signing/presign-signaling-url.ts';

/** Seconds. KVS refuses signatures that are five minutes old. */
export const longestUrlTtlSeconds = 299;

/** Credentials that are dead already sign nothing: an outage, and not the caller's fault. */
export class CredentialsExpiredError extends Error {
  override readonly name = 'CredentialsExpiredError';

  constructor(expiration: Date) {
    super(
      `The function's credentials expired at ${expiration.toISOString()}; a URL signed with them would be dead. ` +
        'Ask again: the next environment gets fresh ones.',
    );
  }
}

/**
 * Full seconds, at least 1: the least of the setting, 299, and what is left of the credentials.
 * @throws CredentialsExpiredError when less than a second is left
 */
export function urlLifetimeSeconds(
  settingSeconds: number,
  credentials: Pick<SigningCredentials, 'expiration'>,
  now: number,
): number {
  const { expiration } = credentials;
  // The signature counts from the full second, so that is where the remaining life is counted from.
  const leftSeconds = expiration ? Math.floor(expiration.getTime() / 1000) - Math.floor(now / 1000) : Infinity;
  if (expiration && leftSeconds < 1) throw new CredentialsExpiredError(expiration);
  return Math.min(settingSeconds, longestUrlTtlSeconds, leftSeconds);
}
