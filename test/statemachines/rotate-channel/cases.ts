// The failure cases of rotate-channel, as statemachines/rotate-channel.cases.json writes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from '../scripted-answers.ts';

export interface End {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  readonly record: 'ACTIVE' | 'ROTATING' | 'untouched' | 'none';
  readonly channel: 'old' | 'new' | 'of an earlier attempt' | 'another' | 'foreign' | 'none';
}

export interface Case {
  readonly before?: readonly string[];
  readonly answers?: Answers;
  readonly end: string;
  readonly error?: string;
}

export interface Cases {
  readonly situations: readonly string[];
  readonly ends: Readonly<Record<string, End>>;
  readonly states: Readonly<Record<string, Readonly<Record<string, readonly Case[] | { meaningless: string }>>>>;
}

const directory = join(import.meta.dirname, '../../../statemachines');

export const cases = JSON.parse(readFileSync(join(directory, 'rotate-channel.cases.json'), 'utf8')) as Cases;

/** Every case that can be run, with the end that it comes to. */
export function runnableCases() {
  return Object.entries(cases.states).flatMap(([state, situations]) =>
    Object.entries(situations).flatMap(([situation, list]) =>
      'meaningless' in list
        ? []
        : list.map((given) => ({
            state,
            situation,
            given,
            name: `${situation}: ${describe(given)} → ${given.end}`,
            expected: { ...cases.ends[given.end]!, ...(given.error !== undefined && { error: given.error }) },
          })),
    ),
  );
}

function describe({ before = [], answers = {} }: Case): string {
  const said = Object.entries(answers).map(([state, list]) => `${state} ${[...new Set([list].flat())].join(', ')}`);
  return [...before, ...said].join('; ') || 'nothing special';
}
