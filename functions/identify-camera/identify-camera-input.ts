// What the state machine passes in: the canonical input of the execution.
import { InvalidInputError } from './refusals.ts';

export interface IdentifyCameraInput {
  readonly certificateId: string;
  /** The CA that the registration event named. */
  readonly caCertificateId: string;
  readonly executionName: string;
  /** When the execution started, in milliseconds since the epoch. */
  readonly startedAt: number;
}

const id = /^[0-9a-f]{64}$/;

/** Other fields (`attempt`) are none of our business. @throws InvalidInputError naming every bad field */
export function readInput(input: unknown): IdentifyCameraInput {
  const { certificateId, caCertificateId, executionName, executionStartedAt } = (input ?? {}) as Record<
    string,
    unknown
  >;
  const startedAt = Date.parse(String(executionStartedAt));
  const isId = (value: unknown): value is string => typeof value === 'string' && id.test(value);
  if (isId(certificateId) && isId(caCertificateId)) {
    // These two come from the state machine itself, never from a person.
    if (typeof executionName !== 'string' || Number.isNaN(startedAt)) {
      throw new InvalidInputError(
        'The state machine and IdentifyCamera are of different releases: deploy the service stack again.',
      );
    }
    return { certificateId, caCertificateId, executionName, startedAt };
  }
  const wrong = Object.entries({ certificateId, caCertificateId }).filter(([, value]) => !isId(value));
  const given = wrong.map(([name, value]) => `${name} is ${value === undefined ? 'missing' : JSON.stringify(value)}`);
  throw new InvalidInputError(
    `${given.join(', ')}; each must be 64 lower-case hexadecimal digits. ` +
      'Start the execution from a registration event, not by hand.',
  );
}
