// AWS's cron expressions: six fields, one of the two days is `?`. [EventBridge Scheduler: cron-based schedules]
import { civilTimeIn, instantOf, type CivilTime } from './civil-time.ts';

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
}

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const minutesField: Field = { name: 'minutes', least: 0, most: 59 };
const hoursField: Field = { name: 'hours', least: 0, most: 23 };
const dayField: Field = { name: 'day of month', least: 1, most: 31 };
const monthField: Field = { name: 'month', least: 1, most: 12, words: months };
const weekdayField: Field = { name: 'day of week', least: 1, most: 7, words: weekdays };
const yearField: Field = { name: 'year', least: 1970, most: 2199 };

/** Of a month: its number of days and the weekday (1 is Sunday) of its first. */
interface Month {
  readonly length: number;
  readonly firstWeekday: number;
}
type IsDay = (day: number, month: Month) => boolean;

export interface Cron {
  /** Milliseconds since the epoch of the first time at or after `from`; undefined when there is none any more. */
  next(from: number, timeZone: string): number | undefined;
}

/** Takes what stands between the brackets of `cron(…)`. Throws an Error that says what is wrong. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6)
    throw new Error('a cron expression has six fields: minutes hours day-of-month month day-of-week year');
  const [minuteText, hourText, dayText, monthText, weekdayText, yearText] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if ((dayText === '?') === (weekdayText === '?'))
    throw new Error('one of day-of-month and day-of-week is ?, and only one');
  const minutes = numbers(minuteText, minutesField);
  const hours = numbers(hourText, hoursField);
  const inMonth = new Set(numbers(monthText, monthField));
  const inYear = new Set(numbers(yearText, yearField));
  const isDay = dayText === '?' ? byWeekday(weekdayText) : byDay(dayText);

  return {
    next(from, timeZone) {
      const begin = civilTimeIn(timeZone, from);
      for (let { year, month, day } = begin; year <= yearField.most;) {
        const length = daysIn(year, month);
        if (!inYear.has(year) || !inMonth.has(month) || day > length) {
          [year, month, day] = month === 12 ? [year + 1, 1, 1] : [year, month + 1, 1];
          continue;
        }
        if (isDay(day, { length, firstWeekday: weekdayOf(year, month, 1) })) {
          const found = firstOf({ year, month, day }, from, timeZone);
          if (found !== undefined) return found;
        }
        day++;
      }
      return undefined;
    },
  };

  function firstOf(
    date: Omit<CivilTime, 'hour' | 'minute' | 'second'>,
    from: number,
    timeZone: string,
  ): number | undefined {
    for (const hour of hours) {
      for (const minute of minutes) {
        // A time that the clock leaps over in spring doesn't exist, and isn't made up for. [EventBridge Scheduler: daylight savings time]
        const at = instantOf({ ...date, hour, minute, second: 0 }, timeZone);
        if (at !== undefined && at >= from) return at;
      }
    }
    return undefined;
  }
}

function byDay(text: string): IsDay {
  if (text === 'L') return (day, { length }) => day === length;
  const [, near] = /^(\d+)W$/.exec(text) ?? [];
  if (near !== undefined) {
    const wanted = oneOf(near, dayField);
    return (day, month) => wanted <= month.length && day === nearestWorkday(wanted, month);
  }
  const days = new Set(numbers(text, dayField));
  return (day) => days.has(day);
}

function byWeekday(text: string): IsDay {
  const weekdayOn = (day: number, { firstWeekday }: Month): number => ((firstWeekday - 1 + day - 1) % 7) + 1;
  if (text === 'L') return (day, month) => weekdayOn(day, month) === 7;
  const [, which, last, ordinal] = /^(\w+?)(?:(L)|#([1-5]))$/.exec(text) ?? [];
  if (which !== undefined) {
    const weekday = oneOf(which, weekdayField);
    return (day, month) =>
      weekdayOn(day, month) === weekday && (last ? day > month.length - 7 : Math.ceil(day / 7) === Number(ordinal));
  }
  const wanted = new Set(numbers(text, weekdayField));
  return (day, month) => wanted.has(weekdayOn(day, month));
}

// Never in another month. [EventBridge: W]
function nearestWorkday(day: number, { length, firstWeekday }: Month): number {
  const weekday = ((firstWeekday - 1 + day - 1) % 7) + 1;
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === length ? day - 2 : day + 1;
  return day;
}

/** Ascending. `*`, `5`, `1-5`, `MON-FRI`, `0/15`, and lists of them. */
function numbers(text: string, field: Field): number[] {
  const { name, least, most } = field;
  const found = text.split(',').flatMap((part) => {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [from, to] = range === '*' ? [least, most] : range.split('-').map((each) => oneOf(each, field));
    const end = to ?? (step === undefined ? from! : most);
    const by = Number(step ?? 1);
    if (by < 1 || from! > end) throw new Error(`${part} is no range of ${name}`);
    return Array.from({ length: Math.floor((end - from!) / by) + 1 }, (_, index) => from! + index * by);
  });
  return [...new Set(found)].sort((a, b) => a - b);
}

function oneOf(text: string, { name, least, most, words = [] }: Field): number {
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? word + 1 : /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Error(
    `${name} is from ${least} to ${most}${words.length > 0 ? `, or ${words[0]} to ${words.at(-1)}` : ''}, not ${text}`,
  );
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
