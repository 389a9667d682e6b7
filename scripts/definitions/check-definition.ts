// Everything that can be said of a definition by reading it.
import validate from 'asl-validator';
import type { Definition } from '../../statemachines/definition.ts';
import { parseDefinition } from '../../statemachines/read-definition.ts';
import { rules } from './rules.ts';

/** Returns a sentence for each fault of the definition, as it stands in git; none when it is sound. */
export function checkDefinition(text: string): string[] {
  let definition: Definition;
  try {
    definition = parseDefinition(text);
  } catch (error) {
    return [`It is not YAML: ${(error as Error).message}`];
  }
  const { errors } = validate(structuredClone(definition));
  if (errors.length) return errors.map(({ Message: message }) => message);
  return Object.entries(rules).flatMap(([name, rule]) => rule(definition).map((breach) => `${breach} [${name}]`));
}
