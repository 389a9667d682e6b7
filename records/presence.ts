// Whether a camera is connected, read from the item that RecordPresence writes. For people to see: it decides nothing.
import type { Item } from './camera-table.ts';
import { attributesOf, number, optional, readLeniently, readStrictly, text, type ItemOf } from './item-shape.ts';

const presenceShape = {
  /** 1 or 0. */
  online: number,
  lastSeenAt: number,
};

/** Times are milliseconds since the epoch, as AWS IoT's lifecycle events have them. */
const stateShape = {
  /** The newest connection that is known of, and its number. */
  sessionIdentifier: text,
  versionNumber: number,
  /** The certificate that it was made with: the proof that a camera has it. Absent from items of an older release. */
  principalIdentifier: optional(text),
  /** Absent as long as only the end of the connection has arrived: events come out of order. */
  connectedAt: optional(number),
  /** Absent while the connection stands. */
  disconnectedAt: optional(number),
};

export type PresenceState = ItemOf<typeof stateShape>;

export interface Presence {
  readonly online: boolean;
  /** When the camera last came or went; absent when it was never connected. Milliseconds since the epoch. */
  readonly lastSeenAt?: number;
}

/** @throws MalformedItemError */
export function presenceOf(item: Item | undefined): Presence {
  if (!item) return { online: false };
  const { online, lastSeenAt } = readStrictly(presenceShape, item);
  return { online: online === 1, lastSeenAt };
}

/** For screens that must show broken items: what can't be read is absent. */
export function readPresenceLeniently(item: Item): Presence {
  const { online, ...seen } = readLeniently(presenceShape, item);
  return { online: online === 1, ...seen };
}

/** Undefined where the item doesn't say which connection it is about. */
export function readPresenceStateLeniently(item: Item): PresenceState | undefined {
  const { sessionIdentifier, versionNumber, ...times } = readLeniently(stateShape, item);
  return sessionIdentifier === undefined || versionNumber === undefined
    ? undefined
    : { sessionIdentifier, versionNumber, ...times };
}

/** @throws MalformedItemError */
export const readPresenceState = (item: Item): PresenceState => readStrictly(stateShape, item);

/** The attributes beside the key. */
export const writePresenceState = (state: PresenceState): Item & { readonly lastSeenAt: number } => ({
  ...attributesOf(stateShape, state),
  online: state.disconnectedAt === undefined ? 1 : 0,
  lastSeenAt: (state.disconnectedAt ?? state.connectedAt)!,
});
