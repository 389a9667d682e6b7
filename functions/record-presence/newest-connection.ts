// Which connection of a camera is the newest, and whether it stands: from events that come twice and in any order.
import type { PresenceEvent } from '../../events/index.ts';
import type { PresenceState } from '../../records/presence.ts';

// Clocks of AWS IoT's brokers differ by little; cameras connect once a second at most. [AWS IoT quotas]
const closeMs = 2_000;

/**
 * The state after one more event. It is the newest connection's own beginning and end, whatever came before it and whatever
 * arrives after it: so the order of arrival doesn't matter, nor how often an event arrives. Returns `state` itself where
 * the event changes nothing.
 */
export function afterEvent(state: PresenceState | undefined, event: PresenceEvent): PresenceState | undefined {
  // Its connection was taken over. This event comes after the beginning of its successor, and only that says what is now.
  if (event.disconnectReason === 'DUPLICATE_CLIENTID') return state;
  if (state && event.sessionIdentifier !== state.sessionIdentifier && !isNewer(event, state)) return state;

  const { sessionIdentifier, versionNumber, timestamp } = event;
  const known = state?.sessionIdentifier === sessionIdentifier ? state : undefined;
  const time = event.eventType === 'connected' ? 'connectedAt' : 'disconnectedAt';
  if (known?.[time] !== undefined) return known;
  return { ...(known ?? { sessionIdentifier, versionNumber }), [time]: timestamp };
}

/**
 * Whether the event is of a newer connection than the state's. One connection ends before the next one begins, so time
 * tells; where clocks might mislead, the version does. Time comes first, because versions begin again at 0, and a camera
 * must not be offline until it has reached its old version.
 */
function isNewer({ timestamp, versionNumber }: PresenceEvent, state: PresenceState): boolean {
  const laterMs = timestamp - (state.disconnectedAt ?? state.connectedAt)!;
  if (Math.abs(laterMs) <= closeMs && versionNumber !== state.versionNumber) return versionNumber > state.versionNumber;
  return laterMs > 0;
}
