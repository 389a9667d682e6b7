// Registrations over time: a bar per slice, failures at its foot.
import type { ExecutionRow } from '../../api/executions.ts';

const slices = 60;
const [width, height] = [600, 44];

export function StripChart({ rows, from, to }: { rows: readonly ExecutionRow[]; from: number; to: number }) {
  const bars = Array.from({ length: slices }, () => ({ good: 0, bad: 0 }));
  for (const { startedAt, status } of rows) {
    const slice = Math.min(slices - 1, Math.floor(((startedAt - from) / Math.max(1, to - from)) * slices));
    const bar = bars[slice];
    if (!bar) continue;
    if (status === 'FAILED' || status === 'TIMED_OUT') bar.bad++;
    else bar.good++;
  }
  const highest = Math.max(1, ...bars.map(({ good, bad }) => good + bad));
  const failed = bars.reduce((sum, { bad }) => sum + bad, 0);
  const step = width / slices;
  return (
    <svg
      className="strip"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${rows.length} registrations since ${new Date(from).toLocaleString()}, ${failed} of them failed`}
    >
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} className="strip-ground" />
      {bars.map(({ good, bad }, index) => {
        const [goodHeight, badHeight] = [(good / highest) * (height - 4), (bad / highest) * (height - 4)];
        return (
          <g key={index}>
            {good > 0 && (
              <rect
                className="strip-good"
                x={index * step + 1}
                width={step - 2}
                y={height - badHeight - goodHeight}
                height={goodHeight}
              />
            )}
            {bad > 0 && (
              <rect
                className="strip-bad"
                x={index * step + 1}
                width={step - 2}
                y={height - badHeight}
                height={badHeight}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
