// Checks the states of a machine, a branch or a Map's processor: names, transitions, and which variables may be assigned.
import { checkState } from './check-state.ts';
import { isObject, objectsIn, type Json, type JsonObject } from './json.ts';
import type { CheckResource, Problem } from './problem.ts';

interface Checking {
  readonly problems: Problem[];
  readonly checkResource: CheckResource;
  /** State names are unique in the whole machine. */
  readonly names: Set<string>;
  /** Variables that the scopes around assign: visible here, and not to be assigned here. */
  readonly outerVariables: ReadonlySet<string>;
}

export function checkBranch(branch: JsonObject, at: string, checking: Checking): void {
  const refuse = (message: string, place: string, code = 'SCHEMA_VALIDATION_FAILED'): void =>
    void checking.problems.push({ code, message, at: `${at}${place}` });
  const states = branch['States'];
  if (!isObject(states) || Object.keys(states).length === 0)
    return refuse('States is an object with at least one state', '/States');
  const start = branch['StartAt'];
  if (typeof start !== 'string' || !(start in states)) {
    refuse(
      `StartAt is the name of a state of the same scope, not ${JSON.stringify(start)}`,
      '/StartAt',
      'MISSING_TRANSITION_TARGET',
    );
  }
  const assigned = new Set(Object.values(states).flatMap((state) => (isObject(state) ? assignedIn(state) : [])));
  const inner = { ...checking, outerVariables: new Set([...checking.outerVariables, ...assigned]) };
  const reached = new Set<unknown>([start]);
  for (const [name, state] of Object.entries(states)) {
    const place = `/States/${name}`;
    if ([...name].length > 80) refuse('a state name has at most 80 characters', place);
    if (checking.names.has(name))
      refuse(`the state name '${name}' is used twice in the machine`, place, 'DUPLICATE_STATE_NAME');
    checking.names.add(name);
    if (!isObject(state)) {
      refuse('a state is an object', place);
      continue;
    }
    for (const { target, field } of transitions(state)) {
      reached.add(target);
      if (typeof target !== 'string' || !(target in states)) {
        refuse(`Missing 'Next' target: ${JSON.stringify(target)}`, `${place}/${field}`, 'MISSING_TRANSITION_TARGET');
      }
    }
    for (const variable of assignedIn(state))
      checkVariable(variable, checking, (message) => refuse(message, `${place}/Assign`));
    checkState(state, `${at}${place}`, checking);
    for (const { branch, field } of branchesIn(state)) checkBranch(branch, `${at}${place}/${field}`, inner);
  }
  for (const name of Object.keys(states)) {
    if (!reached.has(name)) refuse(`State '${name}' is not reachable`, `/States/${name}`, 'MISSING_TRANSITION_TARGET');
  }
}

function checkVariable(name: string, { outerVariables }: Checking, refuse: (message: string) => void): void {
  if (!/^[\p{L}_][\p{L}\p{N}_]{0,79}$/u.test(name)) {
    refuse(`'${name}' is no variable name: a letter first, then letters, digits and _, at most 80 characters`);
  }
  if (name === 'states') refuse(`'states' is reserved`);
  if (outerVariables.has(name)) {
    refuse(`the variable '${name}' belongs to an outer scope, and an inner scope can read it but not assign it`);
  }
}

/** The state's own Assign and those of its Choices and Catch. */
function assignedIn(state: JsonObject): string[] {
  return [state, ...objectsIn(state['Choices']), ...objectsIn(state['Catch'])].flatMap(({ Assign: assign }) =>
    isObject(assign) ? Object.keys(assign) : [],
  );
}

function transitions(state: JsonObject): { target: Json | undefined; field: string }[] {
  return [
    ...('Next' in state ? [{ target: state['Next'], field: 'Next' }] : []),
    ...('Default' in state ? [{ target: state['Default'], field: 'Default' }] : []),
    ...(['Choices', 'Catch'] as const).flatMap((list) =>
      objectsIn(state[list]).map((rule, index) => ({ target: rule['Next'], field: `${list}[${index}]/Next` })),
    ),
  ];
}

/** The branches of a Parallel, or the processor of a Map. */
function branchesIn({ Type: type, Branches: branches, ItemProcessor: processor }: JsonObject) {
  if (type === 'Map') return isObject(processor) ? [{ branch: processor, field: 'ItemProcessor' }] : [];
  if (type !== 'Parallel' || !Array.isArray(branches)) return [];
  return branches.flatMap((branch, index) => (isObject(branch) ? [{ branch, field: `Branches[${index}]` }] : []));
}
