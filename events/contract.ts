// How a generated validator becomes a contract: its answer gets the type that was generated beside it, its refusal a name.
import { InvalidEventError, type Breach } from './invalid-event-error.ts';

/** Returns a parsed payload as what it is, or throws InvalidEventError naming every field that is wrong. */
export type ValidateEvent<Event> = (payload: unknown) => Event;

/**
 * @param schemaPath of the schema that `validate` was generated from, as `events/camera-provisioned.schema.json`
 * @param validate as ajv compiled it, which is why it has no type of its own
 */
export function contract<Event>(schemaPath: string, validate: unknown): ValidateEvent<Event> {
  const validator = validate as { (payload: unknown): boolean; errors: Breach[] | null };
  return (payload) => {
    if (!validator(payload)) throw new InvalidEventError(schemaPath, validator.errors ?? []);
    return payload as Event;
  };
}
