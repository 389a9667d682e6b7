// How near the end of a certificate is.

const soonMs = 30 * 24 * 60 * 60 * 1000;

export type Expiry = 'far' | 'soon' | 'over';

/** Soon: within 30 days. */
export function expiryOf(expiresAt: number, now: number): Expiry {
  return expiresAt <= now ? 'over' : expiresAt - now < soonMs ? 'soon' : 'far';
}
