// The setting `claiming`, as a function's environment has it.
import { claimings, type Claiming } from '../../api/claiming.ts';

export class InvalidClaimingError extends Error {
  override readonly name = 'InvalidClaimingError';

  constructor(given: string) {
    super(
      `CLAIMING is "${given}"; it must be one of ${claimings.join(', ')}. Correct claiming in the stage's settings and deploy again.`,
    );
  }
}

/** @throws InvalidClaimingError */
export function readClaiming(text: string): Claiming {
  const claiming = claimings.find((known) => known === text);
  if (claiming === undefined) throw new InvalidClaimingError(text);
  return claiming;
}
