// What the API says of a camera's presence, from the item as it lies in the table.
import { describe, expect, it } from '@jest/globals';
import { presenceOf, readPresenceState, writePresenceState, type PresenceState } from '../../records/presence.ts';

const item = {
  pk: 'camera#front-door',
  sk: 'presence',
  online: 1,
  sessionIdentifier: '00000000-0000-0000-0000-000000000000',
  versionNumber: 4,
  connectedAt: 1763798400123,
  lastSeenAt: 1763798400123,
};

describe('presence', () => {
  it('is offline, never seen, for a camera without an item', () => {
    expect(presenceOf(undefined)).toEqual({ online: false });
  });

  it('is online since the connection', () => {
    expect(presenceOf(item)).toEqual({ online: true, lastSeenAt: 1763798400123 });
  });

  it('is offline since the connection ended', () => {
    const ended = { ...item, online: 0, lastSeenAt: 1763798999000 };
    expect(presenceOf(ended)).toEqual({ online: false, lastSeenAt: 1763798999000 });
  });

  it.each(['online', 'lastSeenAt'])('of an item without %s is an error that names it, and not "offline"', (name) => {
    const broken = Object.fromEntries(Object.entries(item).filter(([attribute]) => attribute !== name));
    expect(() => presenceOf(broken)).toThrow(`camera#front-door / presence of the camera table has no ${name}`);
  });

  it.each<[string, PresenceState, boolean, number]>([
    ['a connection', { sessionIdentifier: 's', versionNumber: 0, connectedAt: 5 }, true, 5],
    [
      'a connection that ended',
      { sessionIdentifier: 's', versionNumber: 1, connectedAt: 5, disconnectedAt: 9 },
      false,
      9,
    ],
    [
      'an end whose beginning has not arrived',
      { sessionIdentifier: 's', versionNumber: 2, disconnectedAt: 9 },
      false,
      9,
    ],
  ])('of %s is what was written', (_, state, online, lastSeenAt) => {
    const attributes = writePresenceState(state);
    expect(readPresenceState(attributes)).toEqual(state);
    expect(presenceOf(attributes)).toEqual({ online, lastSeenAt });
  });
});
