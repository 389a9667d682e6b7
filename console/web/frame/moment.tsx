// Times in the reader's zone; the exact one on hover.
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const shortDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

export function Moment({ at, as = 'time' }: { at: number; as?: 'time' | 'day' | 'date' }) {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  const text =
    as === 'date' ? date.format(then) : as === 'day' ? shortDate.format(then) : (today ? clock : day).format(then);
  return (
    <time dateTime={then.toISOString()} title={`${exact.format(then)} (${then.toISOString()})`}>
      {text}
    </time>
  );
}

/** `840 ms`, `12.3 s`, `4 min 10 s`, `2 h 5 min` */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
