// When a certificate is to be renewed: early enough for months of refusals, and not at the same moment as the whole fleet's.
import { X509Certificate } from 'node:crypto';

const longestWindowMs = 30 * 24 * 3_600_000;
// Of the window: cameras of one production day have certificates that end on one day.
const spread = 0.25;

/**
 * Milliseconds since the epoch: 30 days before the certificate ends, or when a third of its life is left if that is less; up to a
 * quarter of that time later, as chance decides.
 * @param random a number in [0, 1)
 */
export function renewalDueAt(certificate: string, random: number): number {
  const { validFrom, validTo } = new X509Certificate(certificate);
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  const window = Math.min(longestWindowMs, (to - from) / 3);
  return to - window * (1 - spread * random);
}
