// The attempts to register one certificate: their names, their inputs, their order, their ends, and how long a failed one rests.

export interface Registration {
  readonly certificateId: string;
  readonly caCertificateId: string;
}

const firstCoolDownMs = 15 * 60_000;
const longestCoolDownMs = 24 * 60 * 60_000;

/**
 * Name of the execution of attempt n (1, 2, …): `<subject>`, then `<subject>-2`. At most 80 characters fit.
 * @param subject whom it is about: the certificate's id; for a rotation, the hash of the channel's ARN
 */
export function executionName(subject: string, attempt: number): string {
  return attempt === 1 ? subject : `${subject}-${attempt}`;
}

/** The certificate that an execution is named after. */
export const certificateOf = (name: string): string => name.replace(/-\d+$/, '');

/** The number of the attempt that has this name: 1, 2, … */
export const attemptOf = (name: string): number => Number(/-(\d+)$/.exec(name)?.[1] ?? 1);

/** An execution with its number: 1, 2, … */
export type Numbered<Execution> = Execution & { readonly attempt: number };

/** Finds an execution by its name: undefined when there is none. */
export type FindExecution<Execution> = (name: string) => Promise<Execution | undefined>;

/** Attempts, the first one first. They are numbered without gaps, so the first that isn't there ends them. */
export async function* attempts<Execution extends object>(
  certificateId: string,
  find: FindExecution<Execution>,
): AsyncGenerator<Numbered<Execution>> {
  for (let attempt = 1; ; attempt++) {
    const execution = await find(executionName(certificateId, attempt));
    if (!execution) return;
    yield { ...execution, attempt };
  }
}

/** Undefined when none was ever started, or none is known any more. */
export async function newestAttempt<Execution extends object>(
  certificateId: string,
  find: FindExecution<Execution>,
): Promise<Numbered<Execution> | undefined> {
  let newest: Numbered<Execution> | undefined;
  for await (const attempt of attempts(certificateId, find)) newest = attempt;
  return newest;
}

/** One text per attempt: StartExecution takes the same name again only with the very same input. */
export function executionInput({ certificateId, caCertificateId }: Registration, attempt: number): string {
  return JSON.stringify({ certificateId, caCertificateId, ...(attempt > 1 && { attempt }) });
}

/** Milliseconds for which a failed attempt n is left alone: 15 minutes, doubled each time, at most a day. */
export function coolDownMs(attempt: number): number {
  return Math.min(firstCoolDownMs * 2 ** (attempt - 1), longestCoolDownMs);
}

/** How an attempt ended, for people: `ended as FAILED, UnknownSerialNumberError: …`. The cause is a message: see readCause. */
export function endInWords({
  status,
  error,
  cause,
}: {
  status?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}): string {
  return `ended as ${status ?? 'unknown'}${error === undefined ? '' : `, ${error}: ${cause ?? ''}`}`;
}
