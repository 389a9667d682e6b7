// asl-validator ships no types; this is what we use of it.
declare module 'asl-validator' {
  /** Adds fields to the definition that it is given: hand it a copy. */
  export default function validate(definition: object): { isValid: boolean; errors: { Message: string }[] };
}
