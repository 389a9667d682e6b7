// The failure cases of provision-camera, as statemachines/provision-camera.cases.json writes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from '../scripted-answers.ts';
import type { StreamSettings } from './deployed-definition.ts';

export type Standing = 'thing' | 'channel' | 'stream' | 'policy' | 'principal' | 'record';

export interface End {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  /** What of the camera's exists at the end. */
  readonly standing: readonly Standing[];
  readonly certificate: 'PENDING_ACTIVATION' | 'ACTIVE' | 'INACTIVE' | 'deleted';
  /** Detail-type of the event, or null when none got through. */
  readonly announced: string | null;
  /** Messages in the dead-letter queue; none unless given. */
  readonly parked?: number;
  /** Sentences or words that the cause contains. */
  readonly says?: readonly string[];
}

/** An `end` by name, and whatever differs from it in this case. */
export interface Case extends Partial<Omit<End, 'status'>>, StreamSettings {
  readonly before?: readonly string[];
  readonly answers?: Answers;
  /** Attempt of the execution, 1 unless given. */
  readonly attempt?: number;
  readonly end: string;
}

export interface Cases {
  readonly situations: readonly string[];
  readonly ends: Readonly<Record<string, End>>;
  readonly states: Readonly<Record<string, Readonly<Record<string, readonly Case[] | { meaningless: string }>>>>;
}

const directory = join(import.meta.dirname, '../../../statemachines');

export const cases = JSON.parse(readFileSync(join(directory, 'provision-camera.cases.json'), 'utf8')) as Cases;

export interface NamedCase {
  readonly state: string;
  readonly situation: string;
  readonly name: string;
  readonly given: Case;
  readonly expected: End & { readonly end: string };
}

/** Every case that can be run, with the end that it comes to. */
export function runnableCases(): NamedCase[] {
  return Object.entries(cases.states).flatMap(([state, situations]) =>
    Object.entries(situations).flatMap(([situation, list]) =>
      'meaningless' in list
        ? []
        : list.map((given) => ({
            state,
            situation,
            name: `${situation}: ${describe(given)} → ${given.end}`,
            given,
            expected: { ...cases.ends[given.end]!, ...given },
          })),
    ),
  );
}

function describe({ before = [], answers = {}, media, streamName }: Case): string {
  const said = Object.entries(answers).map(([state, list]) => `${state} ${[list].flat().join(', ')}`);
  const settings = [media && `media ${media}`, streamName && `stream named by ${streamName}`].filter(Boolean);
  return [...settings, ...before, ...said].join('; ') || 'nothing special';
}
