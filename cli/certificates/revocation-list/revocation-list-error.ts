// Why a revocation list isn't imported.
import { MalformedDerError } from '../der.ts';

/** The list can't be imported, for a reason that a person can do something about. */
export class RevocationListError extends Error {
  override readonly name = 'RevocationListError';
}

/** @throws RevocationListError where the DER isn't what it should be */
export function orDamaged<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof MalformedDerError)) throw error;
    throw new RevocationListError(`The list is damaged (${error.message}).`);
  }
}
