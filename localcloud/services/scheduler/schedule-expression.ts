// When a schedule is due: rate(5 minutes), cron(0 3 * * ? *), at(2026-01-31T12:00:00). [EventBridge Scheduler: schedule types]
import { instantOf } from './civil-time.ts';
import { parseCron } from './cron-expression.ts';

export interface Occurrences {
  readonly isOneTime: boolean;
  /** Milliseconds since the epoch of the first at or after `from`; undefined when there is none any more. */
  next(from: number): number | undefined;
}

export interface Timing {
  readonly expression: string;
  readonly timeZone: string;
  /** Of a rate: when it is due first. Milliseconds since the epoch. */
  readonly anchor: number;
}

const unitsMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Throws an Error that says what is wrong. */
export function occurrencesOf({ expression, timeZone, anchor }: Timing): Occurrences {
  const [, kind, inside = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(inside, anchor);
  if (kind === 'at') return oneTime(inside, timeZone);
  if (kind === undefined) throw new Error('a schedule is rate(…), cron(…) or at(…)');
  const cron = parseCron(inside);
  return { isOneTime: false, next: (from) => cron.next(from, timeZone) };
}

function rate(text: string, anchor: number): Occurrences {
  const [, value = '', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
  const periodMs = Number(value) * (unitsMs[unit] ?? 0);
  if (!(periodMs > 0)) throw new Error('a rate is a positive number of minutes, hours or days, as in rate(5 minutes)');
  return { isOneTime: false, next: (from) => anchor + Math.max(0, Math.ceil((from - anchor) / periodMs)) * periodMs };
}

function oneTime(text: string, timeZone: string): Occurrences {
  const [, ...parts] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(text) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = parts.length > 0 ? instantOf({ year, month, day, hour, minute, second }, timeZone) : undefined;
  if (at === undefined) throw new Error('a one-time schedule is a time that there is, as in at(2026-01-31T12:00:00)');
  return { isOneTime: true, next: (from) => (at >= from ? at : undefined) };
}
