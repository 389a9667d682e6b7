// What the state machine passes in: the canonical input of the execution.
import { InvalidInputError } from './refusals.ts';

export interface IdentifyCameraInput {
  readonly certificateId: string;
  /** The CA that the registration event named. */
  readonly caCertificateId: string;
}

const id = /^[0-9a-f]{64}$/;

/** Other fields (`attempt`) are none of our business. @throws InvalidInputError naming every bad field */
export function readInput(input: unknown): IdentifyCameraInput {
  const { certificateId, caCertificateId } = (input ?? {}) as Record<string, unknown>;
  const isId = (value: unknown): value is string => typeof value === 'string' && id.test(value);
  if (isId(certificateId) && isId(caCertificateId)) return { certificateId, caCertificateId };
  const wrong = Object.entries({ certificateId, caCertificateId }).filter(([, value]) => !isId(value));
  const given = wrong.map(([name, value]) => `${name} is ${value === undefined ? 'missing' : JSON.stringify(value)}`);
  throw new InvalidInputError(
    `${given.join(', ')}; each must be 64 lower-case hexadecimal digits. ` +
      'Start the execution from a registration event, not by hand.',
  );
}
