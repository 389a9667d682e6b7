// Times as the API writes them.

/** Whole seconds since the epoch. */
export const secondsOf = (milliseconds: number): number => Math.floor(milliseconds / 1000);
/** ISO 8601, UTC. */
export const isoOfSeconds = (seconds: number): string => isoOfMilliseconds(seconds * 1000);
/** ISO 8601, UTC. */
export const isoOfMilliseconds = (milliseconds: number): string => new Date(milliseconds).toISOString();
