// The lines of a camera's story: in order, each registration once, and a camera that comes and goes in one line.
import { describe, expect, it } from '@jest/globals';
import type { StoryEvent, StoryKind } from '../../console/api/camera-story.ts';
import type { ExecutionRow } from '../../console/api/executions.ts';
import { storyLines, type StorySoFar } from '../../console/web/cameras/story-lines.ts';

const dayMs = 86_400_000;
const event = (at: number, kind: StoryKind, more: Partial<StoryEvent> = {}): StoryEvent => ({
  ...{ place: `place-${at}`, at, kind },
  ...more,
});
const execution = (name: string, startedAt: number, stoppedAt?: number): ExecutionRow => ({
  ...{ name, startedAt, status: stoppedAt === undefined ? 'RUNNING' : 'SUCCEEDED' },
  ...(stoppedAt !== undefined && { stoppedAt }),
});
/** One word a line. */
const told = (story: Partial<StorySoFar>): string[] =>
  storyLines(
    { events: [], more: false, executions: [], chapter: 'all', ...story },
    (at) => `${Math.floor(at / dayMs)}`,
  ).map((line) =>
    line.type === 'event'
      ? `${line.at} ${line.event.kind}`
      : line.type === 'registration'
        ? `${line.at} ${line.executionName}${line.event ? ' told' : ''}${line.execution ? ' listed' : ''}`
        : `${line.at} ${line.connections} connections`,
  );
/** Newest first. */
const flaps = (from: number, count: number): StoryEvent[] =>
  Array.from({ length: count }, (_, i) => event(from + i, i % 2 === 0 ? 'connected' : 'disconnected')).reverse();

describe('registrations', () => {
  it('are told once, by the history and the list together', () => {
    expect(
      told({
        events: [
          event(90, 'registered', { executionName: 'a-2' }),
          event(50, 'registration-failed', { executionName: 'a' }),
        ],
        executions: [execution('a-2', 80, 90), execution('a', 40, 50)],
      }),
    ).toEqual(['90 a-2 told listed', '50 a told listed']);
  });

  it('are told once though an event was sent again', () => {
    const events = [event(91, 'registered', { executionName: 'a' }), event(90, 'registered', { executionName: 'a' })];
    expect(told({ events })).toEqual(['91 a told']);
  });

  it('are told by the list alone while they run, when they were stopped, and when they are older than the history', () => {
    const executions = [execution('runs', 100), execution('old', 1, 2)];
    expect(told({ events: [event(50, 'claimed')], executions })).toEqual([
      '100 runs listed',
      '50 claimed',
      '2 old listed',
    ]);
  });

  it('wait for their place among events that are not read yet', () => {
    const story = { events: [event(50, 'claimed')], executions: [execution('old', 1, 2)], more: true };
    expect(told(story)).toEqual(['50 claimed']);
  });

  it('are in no other chapter', () => {
    expect(told({ executions: [execution('a', 1, 2)], chapter: 'shares' })).toEqual([]);
    expect(told({ executions: [execution('a', 1, 2)], chapter: 'registrations' })).toEqual(['2 a listed']);
  });
});

describe('a camera that comes and goes', () => {
  it('is told event by event up to two connections', () => {
    expect(told({ events: flaps(1, 4) })).toHaveLength(4);
  });

  it('is one line from the third connection on', () => {
    expect(told({ events: flaps(1, 5) })).toEqual(['5 3 connections']);
    expect(told({ events: flaps(1, 24) })).toEqual(['24 12 connections']);
  });

  it('is another line for each day, and on both sides of something else', () => {
    expect(told({ events: [...flaps(dayMs, 6), ...flaps(dayMs - 10, 6)] })).toEqual([
      `${dayMs + 5} 3 connections`,
      `${dayMs - 5} 3 connections`,
    ]);
    expect(told({ events: [...flaps(20, 6), event(10, 'shared'), ...flaps(1, 6)] })).toEqual([
      '25 3 connections',
      '10 shared',
      '6 3 connections',
    ]);
  });

  it('stays the same line when it comes again', () => {
    const keyOf = (events: StoryEvent[]) =>
      storyLines({ events, more: false, executions: [], chapter: 'connections' }, () => '')[0]!.key;
    expect(keyOf([event(100, 'connected'), ...flaps(1, 6)])).toBe(keyOf(flaps(1, 6)));
  });
});
