// The attempts to register one certificate: their names, their inputs, their ends, and how long a failed one rests.

export interface Registration {
  readonly certificateId: string;
  readonly caCertificateId: string;
}

const firstCoolDownMs = 15 * 60_000;
const longestCoolDownMs = 24 * 60 * 60_000;

/** Name of the execution of attempt n (1, 2, …): `<certificateId>`, then `<certificateId>-2`. At most 80 characters fit. */
export function executionName(certificateId: string, attempt: number): string {
  return attempt === 1 ? certificateId : `${certificateId}-${attempt}`;
}

/** One text per attempt: StartExecution takes the same name again only with the very same input. */
export function executionInput({ certificateId, caCertificateId }: Registration, attempt: number): string {
  return JSON.stringify({ certificateId, caCertificateId, ...(attempt > 1 && { attempt }) });
}

/** Milliseconds for which a failed attempt n is left alone: 15 minutes, doubled each time, at most a day. */
export function coolDownMs(attempt: number): number {
  return Math.min(firstCoolDownMs * 2 ** (attempt - 1), longestCoolDownMs);
}

/** How an attempt ended, for people: `ended as FAILED, UnknownSerialNumberError: …`. The cause is taken as it is. */
export function endInWords({ status, error, cause }: { status?: string; error?: string; cause?: string }): string {
  return `ended as ${status ?? 'unknown'}${error === undefined ? '' : `, ${error}: ${cause ?? ''}`}`;
}
