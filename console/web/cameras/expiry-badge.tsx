// Until when a certificate is good, and whether it needs somebody's hands.
import { Moment } from '../frame/moment.tsx';
import { Badge, type BadgeProps } from '../frame/status.tsx';
import { expiryOf, isEndless, type Expiry } from './certificate-expiry.ts';

const badges: Readonly<Record<Exclude<Expiry, 'far'>, BadgeProps>> = {
  soon: { tone: 'warn', sign: '!', word: 'Expires soon' },
  over: { tone: 'bad', sign: '✕', word: 'Expired' },
};

/** Nothing while its end is far. */
export function ExpiryBadge({ at }: { at: number }) {
  const expiry = expiryOf(at, Date.now());
  return expiry === 'far' ? null : <Badge {...badges[expiry]} />;
}

export function Until({ at, as }: { at: number; as: 'day' | 'date' }) {
  return isEndless(at) ? <span title={new Date(at).toISOString()}>no end</span> : <Moment at={at} as={as} />;
}
