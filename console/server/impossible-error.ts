// A refusal of the console itself.
/** What a person did or asked for can't be; the message says why. */
export class ImpossibleError extends Error {
  override readonly name = 'ImpossibleError';
}
