// Whether a camera is connected, read from the item that RecordPresence writes. For people to see: it decides nothing.
import { number, optionalNumber, text, type Item } from './camera-table.ts';

/**
 * The presence item as values. Times are milliseconds since the epoch, as AWS IoT's lifecycle events have them.
 * In the table: `online` N 1 or 0, `sessionIdentifier` S, `versionNumber` N, `connectedAt` N?, `disconnectedAt` N?, `lastSeenAt` N.
 */
export interface PresenceState {
  /** The newest connection that is known of, and its number. */
  readonly sessionIdentifier: string;
  readonly versionNumber: number;
  /** Absent as long as only the end of the connection has arrived: events come out of order. */
  readonly connectedAt?: number;
  /** Absent while the connection stands. */
  readonly disconnectedAt?: number;
}

export interface Presence {
  readonly online: boolean;
  /** When the camera last came or went; absent when it was never connected. Milliseconds since the epoch. */
  readonly lastSeenAt?: number;
}

/** @throws MalformedItemError */
export function presenceOf(item: Item | undefined): Presence {
  if (!item) return { online: false };
  return { online: number(item, 'online') === 1, lastSeenAt: number(item, 'lastSeenAt') };
}

/** @throws MalformedItemError */
export function readPresenceState(item: Item): PresenceState {
  const [connectedAt, disconnectedAt] = [optionalNumber(item, 'connectedAt'), optionalNumber(item, 'disconnectedAt')];
  return {
    sessionIdentifier: text(item, 'sessionIdentifier'),
    versionNumber: number(item, 'versionNumber'),
    ...(connectedAt !== undefined && { connectedAt }),
    ...(disconnectedAt !== undefined && { disconnectedAt }),
  };
}

/** The attributes beside the key. */
export function writePresenceState(state: PresenceState): Item {
  const { sessionIdentifier, versionNumber, connectedAt, disconnectedAt } = state;
  return {
    online: { N: disconnectedAt === undefined ? '1' : '0' },
    sessionIdentifier: { S: sessionIdentifier },
    versionNumber: { N: String(versionNumber) },
    ...(connectedAt !== undefined && { connectedAt: { N: String(connectedAt) } }),
    ...(disconnectedAt !== undefined && { disconnectedAt: { N: String(disconnectedAt) } }),
    lastSeenAt: { N: String(disconnectedAt ?? connectedAt) },
  };
}
