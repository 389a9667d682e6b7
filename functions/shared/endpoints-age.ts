// When the endpoints of a channel are fetched anew: before they are old, and when somebody could not connect.

// AWS publishes no validity. Its own camera SDK keeps endpoints for ten hours. [sdk-c #545]
const lifeSeconds = 10 * 60 * 60;
const agingFrom = 0.8;
// A failed connection has other causes too: endpoints that were fetched this recently are not one of them.
const freshSeconds = 60;

/**
 * Whether to ask for new endpoints, in the background: those that are there stay in use until the new ones are.
 * @param endpointsAt when they were fetched, seconds since the epoch; undefined when the record doesn't say
 * @param now milliseconds since the epoch
 */
export function needNewEndpoints(
  endpointsAt: number | undefined,
  now: number,
  { connectionFailed = false }: { readonly connectionFailed?: boolean } = {},
): boolean {
  if (endpointsAt === undefined) return true;
  const ageSeconds = now / 1000 - endpointsAt;
  return ageSeconds >= (connectionFailed ? freshSeconds : lifeSeconds * agingFrom);
}
