// Which connection of a camera is the newest, and whether it stands: from events that come twice and in any order.
import type { PresenceEvent } from '../../events/index.ts';
import type { PresenceState } from '../../records/presence.ts';

// Each timestamp is right within two minutes, so two of them may tell the wrong order within four. Versions of a client id
// only rise, and begin again at 0 after about an hour without a connection: within four minutes they can't have done so.
// [IOT: life-cycle-events]
const closeMs = 4 * 60_000;

/**
 * The state after one more event. It is the newest connection's own beginning and end, whatever came before it and whatever
 * arrives after it: so the order of arrival doesn't matter, nor how often an event arrives. Returns `state` itself where
 * the event changes nothing.
 */
export function afterEvent(state: PresenceState | undefined, event: PresenceEvent): PresenceState | undefined {
  // Its connection was taken over. This event comes after the beginning of its successor, and only that says what is now.
  if (event.disconnectReason === 'DUPLICATE_CLIENTID') return state;
  if (state && event.sessionIdentifier !== state.sessionIdentifier && !isNewer(event, state)) return state;

  const { sessionIdentifier, versionNumber = 0, principalIdentifier, timestamp } = event;
  const known = state?.sessionIdentifier === sessionIdentifier ? state : undefined;
  const time = event.eventType === 'connected' ? 'connectedAt' : 'disconnectedAt';
  if (known?.[time] !== undefined) return known;
  return { ...(known ?? { sessionIdentifier, versionNumber, principalIdentifier }), [time]: timestamp };
}

/**
 * Whether the event is of a newer connection than the state's. Where clocks might mislead, the version tells; else time
 * does, because versions begin again at 0, and a camera must not be offline until it has reached its old version.
 */
function isNewer({ timestamp, versionNumber }: PresenceEvent, state: PresenceState): boolean {
  const laterMs = timestamp - (state.disconnectedAt ?? state.connectedAt)!;
  if (Math.abs(laterMs) <= closeMs && versionNumber !== undefined && versionNumber !== state.versionNumber) {
    return versionNumber > state.versionNumber;
  }
  return laterMs > 0;
}
