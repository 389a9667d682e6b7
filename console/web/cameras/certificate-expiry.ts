// How near the end of a certificate is.

const soonMs = 30 * 24 * 60 * 60 * 1000;

export type Expiry = 'far' | 'soon' | 'over';

/** Soon: within 30 days. */
export function expiryOf(expiresAt: number, now: number): Expiry {
  return expiresAt <= now ? 'over' : expiresAt - now < soonMs ? 'soon' : 'far';
}

/** The end of the year 9999 means that there is none. [RFC 5280, 4.1.2.5] */
export const isEndless = (expiresAt: number): boolean => new Date(expiresAt).getUTCFullYear() >= 9999;
