// When schedules are due. Expected times: examples of AWS's documentation, a calendar, and Python's zoneinfo for time zones.
import { describe, expect, it } from '@jest/globals';
import { occurrencesOf } from '../../../localcloud/services/scheduler/schedule-expression.ts';

const time = (text: string): number => Date.parse(`${text}Z`);
const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);

function due(expression: string, from: string, count: number, timeZone = 'UTC'): (string | undefined)[] {
  const occurrences = occurrencesOf({ expression, timeZone, anchor: time('2026-01-01T00:10:00') });
  const found: (number | undefined)[] = [];
  for (let next = occurrences.next(time(from)); found.length < count;) {
    found.push(next);
    next = next === undefined ? undefined : occurrences.next(next + 1);
  }
  return found.map(iso);
}

describe('a rate', () => {
  it.each([
    ['rate(15 minutes)', ['2026-01-01T00:10', '2026-01-01T00:25', '2026-01-01T00:40']],
    ['rate(1 minute)', ['2026-01-01T00:10', '2026-01-01T00:11', '2026-01-01T00:12']],
    ['rate(2 hours)', ['2026-01-01T00:10', '2026-01-01T02:10', '2026-01-01T04:10']],
    ['rate(5 days)', ['2026-01-01T00:10', '2026-01-06T00:10', '2026-01-11T00:10']],
  ])('%s is due from its start on', (expression, expected) => {
    expect(due(expression, '2025-12-31T00:00:00', 3)).toEqual(expected);
  });
});

describe('a cron expression', () => {
  it.each([
    ['cron(0 10 * * ? *)', '2026-01-01T10:00:01', ['2026-01-02T10:00', '2026-01-03T10:00']],
    ['cron(15 12 * * ? *)', '2026-01-01T00:00:00', ['2026-01-01T12:15', '2026-01-02T12:15']],
    ['cron(0 18 ? * MON-FRI *)', '2026-01-01T18:00:00', ['2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00']],
    ['cron(0 8 1 * ? *)', '2026-01-01T08:00:01', ['2026-02-01T08:00', '2026-03-01T08:00']],
    ['cron(0/15 * * * ? *)', '2026-01-01T23:40:00', ['2026-01-01T23:45', '2026-01-02T00:00']],
    ['cron(0/5 8-17 ? * MON-FRI *)', '2026-01-02T17:55:00', ['2026-01-02T17:55', '2026-01-05T08:00']],
    ['cron(0 0,12 1,15 JAN,jul ? *)', '2026-01-15T00:01:00', ['2026-01-15T12:00', '2026-07-01T00:00']],
    ['cron(0 9 ? * 2 *)', '2026-01-01T00:00:00', ['2026-01-05T09:00', '2026-01-12T09:00']],
    // The last Friday, the second Tuesday, the last day of the month and of the week.
    ['cron(15 10 ? * 6L 2026-2027)', '2026-01-01T00:00:00', ['2026-01-30T10:15', '2026-02-27T10:15']],
    ['cron(0 9 ? * 3#2 *)', '2026-01-01T00:00:00', ['2026-01-13T09:00', '2026-02-10T09:00']],
    ['cron(0 9 L * ? *)', '2026-01-31T09:01:00', ['2026-02-28T09:00', '2026-03-31T09:00']],
    ['cron(0 9 ? * L *)', '2026-01-01T00:00:00', ['2026-01-03T09:00', '2026-01-10T09:00']],
    // The workday next to the 3rd (a Saturday), to the 15th (a Sunday in February), to the 1st (a Saturday in August), to the 31st (a Sunday in May).
    ['cron(0 9 3W 1 ? *)', '2026-01-01T00:00:00', ['2026-01-02T09:00']],
    ['cron(0 9 15W 2 ? *)', '2026-01-01T00:00:00', ['2026-02-16T09:00']],
    ['cron(0 9 1W 8 ? *)', '2026-01-01T00:00:00', ['2026-08-03T09:00']],
    ['cron(0 9 31W 5 ? *)', '2026-01-01T00:00:00', ['2026-05-29T09:00']],
    ['cron(0 9 29 2 ? *)', '2026-01-01T00:00:00', ['2028-02-29T09:00']],
    ['cron(0 9 1 1 ? 2026)', '2026-01-01T09:01:00', [undefined]],
    ['cron(0 9 31 2 ? *)', '2026-01-01T00:00:00', [undefined]],
  ])('%s, from %s', (expression, from, expected) => {
    expect(due(expression, from, expected.length)).toEqual(expected);
  });

  it('is read in its time zone', () => {
    expect(due('cron(0 8 15 1,7 ? *)', '2026-01-01T00:00:00', 2, 'America/New_York')).toEqual([
      '2026-01-15T13:00',
      '2026-07-15T12:00',
    ]);
  });

  // [EventBridge Scheduler: daylight savings time]
  it('leaves out a time that clocks leap over, and has one of two that are the same', () => {
    expect(due('cron(30 2 28-30 3 ? 2026)', '2026-03-01T00:00:00', 2, 'Europe/Berlin')).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
    ]);
    expect(due('cron(30 2 25,26 10 ? 2026)', '2026-10-01T00:00:00', 3, 'Europe/Berlin')).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
      undefined,
    ]);
  });
});

describe('a one-time schedule', () => {
  it('is due once, in its time zone', () => {
    expect(due('at(2026-01-15T08:00:00)', '2026-01-01T00:00:00', 2, 'America/New_York')).toEqual([
      '2026-01-15T13:00',
      undefined,
    ]);
  });
});

describe('is refused:', () => {
  it.each([
    ['every(5 minutes)', 'rate(…), cron(…) or at(…)'],
    ['rate(0 minutes)', 'positive number'],
    ['rate(5 weeks)', 'minutes, hours or days'],
    ['cron(0 10 * * *)', 'six fields'],
    ['cron(0 10 * * * *)', 'is ?'],
    ['cron(0 10 ? * ? *)', 'is ?'],
    ['cron(60 10 * * ? *)', 'minutes is from 0 to 59, not 60'],
    ['cron(0 10 ? * FOO *)', 'day of week is from 1 to 7, or SUN to SAT, not FOO'],
    ['cron(0 17-8 * * ? *)', '17-8 is no range of hours'],
    ['cron(0/0 10 * * ? *)', '0/0 is no range of minutes'],
    ['at(2026-02-30)', 'at(2026-01-31T12:00:00)'],
    ['at(2026-02-30T00:00:00)', 'a time that there is'],
  ])('%s', (expression, message) => {
    expect(() => occurrencesOf({ expression, timeZone: 'UTC', anchor: 0 })).toThrow(message);
  });
});
