// Between instants and what clocks on a wall show, in a time zone of the tz database.

export interface CivilTime {
  readonly year: number;
  /** 1 is January. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws RangeError when there is no such time zone. */
export function civilTimeIn(timeZone: string, at: number): CivilTime {
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as unknown as CivilTime;
  return { year, month, day, hour, minute, second };
}

/** Milliseconds since the epoch: the first such time where clocks are put back; undefined where they leap over it, and for a date that there isn't. */
export function instantOf(time: CivilTime, timeZone: string): number | undefined {
  const asUtc = utcOf(time);
  // The offset a day before and a day after: one of the two holds, or both around a change.
  const candidates = [asUtc - 86_400_000, asUtc + 86_400_000].map(
    (near) => asUtc - (utcOf(civilTimeIn(timeZone, near)) - near),
  );
  return candidates.sort((a, b) => a - b).find((at) => isSame(civilTimeIn(timeZone, at), time));
}

const isSame = (shown: CivilTime, wanted: CivilTime): boolean =>
  (Object.keys(wanted) as (keyof CivilTime)[]).every((part) => shown[part] === wanted[part]);

const utcOf = ({ year, month, day, hour, minute, second }: CivilTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const numeric = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric });
    formats.set(timeZone, format);
  }
  return format;
}
