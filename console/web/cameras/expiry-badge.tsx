// A certificate that needs somebody's hands.
import { Badge, type Tone } from '../frame/status.tsx';
import { expiryOf, type Expiry } from './certificate-expiry.ts';

const looks: Readonly<Record<Exclude<Expiry, 'far'>, { tone: Tone; sign: string; word: string }>> = {
  soon: { tone: 'warn', sign: '!', word: 'Expires soon' },
  over: { tone: 'bad', sign: '✕', word: 'Expired' },
};

/** Nothing while its end is far. */
export function ExpiryBadge({ at }: { at: number }) {
  const expiry = expiryOf(at, Date.now());
  return expiry === 'far' ? null : <Badge {...looks[expiry]} />;
}
