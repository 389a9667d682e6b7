// Registrations over time: a bar per slice, failures at its foot; hovering tells a slice in numbers.
import type { ExecutionRow } from '../../api/executions.ts';
import { Moment } from '../frame/moment.tsx';

const slices = 60;
const [width, height] = [600, 44];
const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export function StripChart({ rows, from, to }: { rows: readonly ExecutionRow[]; from: number; to: number }) {
  const bars = Array.from({ length: slices }, () => ({ good: 0, bad: 0 }));
  const sliceMs = Math.max(1, to - from) / slices;
  for (const { startedAt, status } of rows) {
    const bar = bars[Math.min(slices - 1, Math.floor((startedAt - from) / sliceMs))];
    if (!bar) continue;
    if (status === 'FAILED' || status === 'TIMED_OUT') bar.bad++;
    else bar.good++;
  }
  const highest = Math.max(1, ...bars.map(({ good, bad }) => good + bad));
  const failed = bars.reduce((sum, { bad }) => sum + bad, 0);
  const step = width / slices;
  const bar = (kind: string, index: number, foot: number, count: number) => (
    <rect
      className={kind}
      x={index * step + 1}
      width={step - 2}
      y={height - ((foot + count) / highest) * (height - 4)}
      height={(count / highest) * (height - 4)}
    />
  );
  return (
    <figure className="strip">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${rows.length} registrations since ${clock.format(from)}, ${failed} of them failed`}
      >
        <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} className="strip-ground" />
        {bars.map(({ good, bad }, index) => (
          <g key={index}>
            <title>{`From ${clock.format(from + index * sliceMs)}: ${good + bad} registrations, ${bad} failed`}</title>
            <rect className="strip-slice" x={index * step} width={step} y="0" height={height} />
            {good > 0 && bar('strip-good', index, bad, good)}
            {bad > 0 && bar('strip-bad', index, 0, bad)}
          </g>
        ))}
      </svg>
      <figcaption className="row spread quiet">
        <Moment at={from} />
        <span>now</span>
      </figcaption>
    </figure>
  );
}
