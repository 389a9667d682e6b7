// The cases of a state machine, as its files in statemachines/ write them: those by rule, and every other.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { statesOf } from '../../statemachines/definition.ts';
import { readDefinition, type DefinitionName } from '../../statemachines/read-definition.ts';
import { outagesOf, type Given, type Patience, type Row } from './outages.ts';

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

export function readCaseFile<Case extends Given, End>(name: string): CaseFile<Case, End> {
  return parse(readFileSync(`statemachines/${name}.yaml`, 'utf8'), { merge: true }) as CaseFile<Case, End>;
}

/** Every case of the files, with the end that it comes to. The ends may stand in any of them. */
export function casesOf<Case extends Given, End extends { says?: readonly string[] }>(
  definition: DefinitionName,
  files: readonly CaseFile<Case, End>[],
  patience: Patience,
): NamedCase<Case, End>[] {
  const resources = new Map(
    statesOf(readDefinition(definition)).map(({ name, state }) => [name, state.Resource ?? '']),
  );
  const ends = Object.assign({}, ...files.map((file) => file.ends)) as Readonly<Record<string, End>>;
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
  return files.flatMap(({ outages, states }) => [
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
  ]);
}

function describe({ end: _end, error: _error, says: _says, calls: _calls, answers = {}, ...given }: Given): string {
  const settings = Object.values(given as Readonly<Record<string, unknown>>)
    .flat()
    .filter((value) => value !== undefined);
  const answered = Object.entries(answers).map(
    ([state, list]) => `${state} ${typeof list === 'string' ? list : inShort(list)}`,
  );
  return [...settings.map(String), ...answered].join('; ') || 'nothing special';
}

function inShort(answers: readonly string[]): string {
  return new Set(answers).size === 1 && answers.length > 1 ? `${answers[0]} ×${answers.length}` : answers.join(', ');
}
