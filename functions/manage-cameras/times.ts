// Times as the API writes them.

/** ISO 8601, UTC. */
export const isoOfSeconds = (seconds: number): string => isoOfMilliseconds(seconds * 1000);
/** ISO 8601, UTC. */
export const isoOfMilliseconds = (milliseconds: number): string => new Date(milliseconds).toISOString();
