// Presence, whatever the order in which AWS IoT's lifecycle events arrive, and however often.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PresenceEvent } from '../../events/index.ts';
import type { PresenceState } from '../../records/presence.ts';
import { afterEvent } from '../../functions/record-presence/newest-connection.ts';
import { presenceEventSample } from './sample.ts';

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

const began = (session: string, versionNumber: number, timestamp: number): PresenceEvent => {
  const { disconnectReason: _, ...event } = presenceEventSample();
  return { ...event, eventType: 'connected', sessionIdentifier: session, versionNumber, timestamp };
};
const ended = (
  session: string,
  versionNumber: number,
  timestamp: number,
  disconnectReason = 'CONNECTION_LOST',
): PresenceEvent => ({
  ...presenceEventSample(),
  sessionIdentifier: session,
  versionNumber,
  timestamp,
  disconnectReason,
});
const after = (...events: PresenceEvent[]) => events.reduce<PresenceState | undefined>(afterEvent, undefined);
const online = (state: PresenceState | undefined) => state !== undefined && state.disconnectedAt === undefined;

describe('the newest connection', () => {
  it('is online from its beginning to its end', () => {
    const { principalIdentifier } = presenceEventSample();
    const connection = { sessionIdentifier: 'a', versionNumber: 0, principalIdentifier };
    expect(after(began('a', 0, 5))).toEqual({ ...connection, connectedAt: 5 });
    expect(after(began('a', 0, 5), ended('a', 0, 9))).toEqual({
      ...connection,
      connectedAt: 5,
      disconnectedAt: 9,
    });
  });

  it('stays ended when its beginning arrives after its end', () => {
    expect(after(ended('a', 0, 9), began('a', 0, 5))).toEqual(after(began('a', 0, 5), ended('a', 0, 9)));
  });

  it('is not ended by the connection that it took over, whose end comes later', () => {
    const [older, newer] = [began('a', 0, 0), began('b', 1, 10 * seconds)];
    const taken = ended('a', 0, 13 * seconds, 'DUPLICATE_CLIENTID');
    for (const events of [
      [older, newer, taken],
      [taken, newer, older],
      [older, taken, newer],
      [newer, taken],
    ]) {
      expect(after(...events)).toMatchObject({ sessionIdentifier: 'b' });
      expect(online(after(...events))).toBe(true);
    }
  });

  // [IOT: life-cycle-events, "The accuracy of the timestamp is +/- 2 minutes"]
  it.each([40 / 1000, 100, 4 * 60])('is told by its version where the clock of its broker is %p s behind', (behind) => {
    const end = 10 * minutes;
    const events = [began('a', 5, 0), ended('a', 5, end), began('b', 6, end - behind * seconds)];
    for (const order of [events, [...events].reverse()]) {
      expect(after(...order)).toMatchObject({ sessionIdentifier: 'b', versionNumber: 6 });
      expect(online(after(...order))).toBe(true);
    }
  });

  it('that lasted for a minute gives way to the next one, of a clock that is 100 s behind', () => {
    const events = [began('a', 5, 0), ended('a', 5, 60 * seconds), began('b', 6, -40 * seconds)];
    for (const order of [events, [...events].reverse()]) expect(online(after(...order))).toBe(true);
  });

  it('is told by time beyond four minutes', () => {
    const [older, newer] = [began('a', 5, 0), began('b', 4, 4 * minutes + 1)];
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      expect(after(...order)).toMatchObject({ sessionIdentifier: 'b' });
    }
  });

  it('is not frozen by versions that begin again', () => {
    const old = [began('a', 41, 0), ended('a', 41, 5 * hours)];
    expect(online(after(...old, began('b', 0, 6 * hours + 1)))).toBe(true);
    expect(online(after(began('b', 0, 6 * hours + 1), ...old))).toBe(true);
    // After an hour without a connection, by clocks that make it as short as they can.
    expect(online(after(...old, began('b', 0, 5 * hours + 56 * minutes)))).toBe(true);
  });

  it('is left alone, the very object, by an event that says nothing new', () => {
    const state = after(began('a', 1, 5), ended('a', 1, 9));
    for (const event of [began('a', 1, 5), ended('a', 1, 9), began('o', 0, 1), ended('o', 0, 4)]) {
      expect(afterEvent(state, event)).toBe(state);
    }
  });
});

const skewMs = fc.integer({ min: -2 * minutes, max: 2 * minutes });

/** What one camera does, connection by connection, as AWS IoT sees it. */
const connection = fc.record({
  lastsMs: fc.constantFrom(0, 5, 900, 30 * seconds, hours, 30 * hours),
  // Taken over by the next one, or over before it.
  takenOver: fc.boolean(),
  /** By how much the event of a take-over comes late. */
  lateMs: fc.constantFrom(0, 20, 3 * seconds),
  pauseMs: fc.constantFrom(5, 950, 5 * seconds, 3 * minutes, 50 * minutes, hours, 72 * hours),
  /** How wrong the timestamps of its beginning and its end are. */
  skewsMs: fc.tuple(skewMs, skewMs),
  skipped: fc.integer({ min: 0, max: 2 }),
});

const history = fc
  .tuple(fc.array(connection, { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([connections, standing]) => {
    const events: PresenceEvent[] = [];
    let [now, version] = [1_763_798_400_000, 0];
    connections.forEach(({ lastsMs, takenOver, lateMs, pauseMs, skewsMs: [first, second], skipped }, index) => {
      const [session, last] = [`session-${index}`, index === connections.length - 1];
      events.push(began(session, version, now + first));
      now += Math.max(lastsMs, takenOver ? 1_000 : 0); // a client id connects once a second at most
      if (!(last && standing)) {
        if (takenOver && !last) events.push(ended(session, version, now + lateMs + second, 'DUPLICATE_CLIENTID'));
        else {
          events.push(ended(session, version, now + second));
          now += pauseMs;
        }
      }
      version = pauseMs >= hours && !takenOver ? 0 : version + 1 + skipped;
    });
    return { events, isOnline: standing };
  });

describe('any history of a camera', () => {
  it('ends in the same state in whatever order its events arrive, and however often', () => {
    fc.assert(
      fc.property(
        history.chain(({ events, isOnline }) =>
          fc.record({
            events: fc.constant(events),
            isOnline: fc.constant(isOnline),
            // Each of them once, some of them again, in any order.
            arrivals: fc
              .subarray(events)
              .chain((again) =>
                fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }),
              ),
          }),
        ),
        ({ events, isOnline, arrivals }) => {
          const inOrder = after(...events);
          expect(online(inOrder)).toBe(isOnline);
          expect(after(...arrivals)).toEqual(inOrder);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
