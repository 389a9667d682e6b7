// The cases of a state machine, as its files in statemachines/ write them: those by rule, and every other; and how one is run.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { statesOf } from '../../statemachines/definition.ts';
import { readDefinition, type DefinitionName } from '../../statemachines/read-definition.ts';
import { outagesOf, type Given, type Patience, type Row } from './outages.ts';
import type { Ran } from './run-definition.ts';

export interface CaseFile<Case extends Given, End> {
  /** Each a way to end, by name. A case names one, and what differs from it. */
  readonly ends: Readonly<Record<string, End>>;
  /** By Task. */
  readonly outages: Readonly<Record<string, Row<Case>>>;
  /** By Task and situation: cases, or the reason why there can be none. */
  readonly states: Readonly<Record<string, Readonly<Record<string, readonly Case[] | string>>>>;
}

export interface NamedCase<Case, End> {
  readonly state: string;
  readonly situation: string;
  readonly name: string;
  readonly given: Case;
  readonly expected: Expected<End>;
}

export type Expected<End> = End & Pick<Given, 'end' | 'error' | 'says'>;

/** What a suite is made of. */
interface Suite<Case extends Given, End, World> {
  readonly definition: DefinitionName;
  /** Other state machines that run in its cases. */
  readonly runsToo?: readonly DefinitionName[];
  /** What the cases of each Task have to cover. */
  readonly situations: readonly string[];
  startWorld(): Promise<World>;
  /**
   * Throws jest's error when the case ends otherwise than it says. `number`: of a camera that the world hasn't got yet.
   * `definition`: as JSON, in place of that of statemachines/.
   */
  expectCase(world: World, number: number, one: NamedCase<Case, End>, definition?: string): Promise<Ran>;
}

/** The cases of a file, and the world in which they are run. */
export interface CaseSuite<Case extends Given, End, World> extends Suite<Case, End, World> {
  readonly name: string;
  readonly file: CaseFile<Case, End>;
  readonly cases: readonly NamedCase<Case, End>[];
  /** The Task states that its cases come to. */
  readonly tasks: readonly string[];
}

export function caseSuite<Case extends Given, End extends { says?: readonly string[] }, World>({
  name,
  patience,
  ends,
  comesNotTo = [],
  ...suite
}: Suite<Case, End, World> & {
  /** The file is statemachines/<name>.yaml. */
  readonly name: string;
  readonly patience: Patience;
  /** Of another file, if not of this. */
  readonly ends?: Readonly<Record<string, End>>;
  /** Task states to which no case of this file can come. */
  readonly comesNotTo?: readonly string[];
}): CaseSuite<Case, End, World> {
  const read = parse(readFileSync(`statemachines/${name}.yaml`, 'utf8'), { merge: true }) as CaseFile<Case, End>;
  const file = { ...read, ends: ends ?? read.ends };
  const tasks = tasksOf(suite.definition).filter((task) => !comesNotTo.includes(task));
  return { ...suite, name, file, cases: casesOf(suite.definition, file, patience), tasks };
}

export function tasksOf(definition: DefinitionName): string[] {
  return statesOf(readDefinition(definition))
    .filter(({ state }) => state.Type === 'Task')
    .map(({ name }) => name);
}

/** Every case of the file, with the end that it comes to. */
function casesOf<Case extends Given, End extends { says?: readonly string[] }>(
  definition: DefinitionName,
  { ends, outages, states }: CaseFile<Case, End>,
  patience: Patience,
): NamedCase<Case, End>[] {
  const resources = new Map(
    statesOf(readDefinition(definition)).map(({ name, state }) => [name, state.Resource ?? '']),
  );
  const named = (state: string, situation: string, given: Case): NamedCase<Case, End> => {
    const end = ends[given.end];
    if (!end)
      throw new Error(`A case of ${state} ends as "${given.end}", but there is only ${Object.keys(ends).join(', ')}.`);
    return {
      state,
      situation,
      name: `${situation}: ${describe(given)} → ${given.end}`,
      given,
      expected: { ...end, ...given, says: [...(end.says ?? []), ...(given.says ?? [])] },
    };
  };
  return [
    ...Object.entries(outages).flatMap(([state, row]) =>
      outagesOf(state, resources.get(state) ?? '', row, patience).map(({ situation, given }) =>
        named(state, situation, given),
      ),
    ),
    ...Object.entries(states).flatMap(([state, situations]) =>
      Object.entries(situations).flatMap(([situation, list]) =>
        typeof list === 'string' ? [] : list.map((given) => named(state, situation, given)),
      ),
    ),
  ];
}

function describe({ end: _end, error: _error, says: _says, calls: _calls, answers = {}, ...given }: Given): string {
  const settings = Object.entries(given as Readonly<Record<string, unknown>>).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return value ? name : `not ${name}`;
    if (typeof value !== 'object' || Array.isArray(value)) return value ?? [];
    return Object.entries(value!).map((pair) => pair.join(' '));
  });
  const answered = Object.entries(answers).map(
    ([state, list]) => `${state} ${typeof list === 'string' ? list : inShort(list)}`,
  );
  return [...settings.map(String), ...answered].join('; ') || 'nothing special';
}

function inShort(answers: readonly string[]): string {
  return new Set(answers).size === 1 && answers.length > 1 ? `${answers[0]} ×${answers.length}` : answers.join(', ');
}
