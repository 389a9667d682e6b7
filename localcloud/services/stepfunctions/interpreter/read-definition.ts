// Accepts or refuses a state machine's text, as CreateStateMachine does: everything that is wrong, each with its place.
import type { StateMachine } from './definition.ts';
import { isObject, type Json } from './json.ts';
import { checkBranch } from './check-branch.ts';
import type { CheckResource, Problem } from './problem.ts';

export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const list = problems.map(({ code, message, at }) => `${code}: ${message} at ${at || '/'}`);
    super(`Invalid State Machine Definition: '${list.join(', ')}'`);
    this.problems = problems;
  }
}

/** `checkResource` says what is wrong with a Task's Resource (and Arguments), or nothing. Throws InvalidDefinition. */
export function readDefinition(text: string, checkResource: CheckResource = () => []): StateMachine {
  let machine: Json;
  try {
    machine = JSON.parse(text) as Json;
  } catch (error) {
    throw new InvalidDefinition([{ code: 'INVALID_JSON_DESCRIPTION', message: (error as Error).message, at: '' }]);
  }
  if (!isObject(machine)) {
    throw new InvalidDefinition([
      { code: 'SCHEMA_VALIDATION_FAILED', message: 'a definition is a JSON object', at: '' },
    ]);
  }
  const problems: Problem[] = [];
  const refuse = (message: string, at: string): void =>
    void problems.push({ code: 'SCHEMA_VALIDATION_FAILED', message, at });
  if (machine['QueryLanguage'] !== 'JSONata') {
    const given =
      machine['QueryLanguage'] === undefined
        ? 'none is given, which means JSONPath'
        : JSON.stringify(machine['QueryLanguage']);
    refuse(`the local Step Functions runs "QueryLanguage": "JSONata" only; ${given}`, '/QueryLanguage');
  }
  const timeout = machine['TimeoutSeconds'];
  if (timeout !== undefined && !(Number.isInteger(timeout) && (timeout as number) > 0)) {
    refuse('TimeoutSeconds is a positive integer', '/TimeoutSeconds');
  }
  const known = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
  for (const field of Object.keys(machine)) {
    if (!known.includes(field)) refuse(`Field '${field}' is not supported, only ${known.join(', ')}`, `/${field}`);
  }
  checkBranch(machine, '', { problems, checkResource, names: new Set(), outerVariables: new Set() });
  if (problems.length > 0) throw new InvalidDefinition(problems);
  return machine as unknown as StateMachine;
}
