// How long something took, for people.

/** Empty as long as it hasn't ended. */
export function duration(from: Date | undefined, to: Date | undefined): string {
  if (!from || !to) return '';
  return milliseconds(to.getTime() - from.getTime());
}

export function milliseconds(ms: number): string {
  return ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}
