// The failure cases of reconcile-fleet.
import { casesOf, readCaseFile, type NamedCase as Named } from '../case-files.ts';
import type { Given } from '../outages.ts';

export interface End {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  /** Whether what was found is repaired, by this run. */
  readonly done: boolean;
  /** How often DriftRepaired was announced. */
  readonly announced: number;
  readonly says?: readonly string[];
}

export interface Case extends Given {
  /** What the function has found, by what is to be done. */
  readonly finding: string;
  readonly before?: readonly string[];
}

export type NamedCase = Named<Case, End>;

export const caseFile = readCaseFile<Case, End>('reconcile-fleet.cases');

export const cases: readonly NamedCase[] = casesOf('reconcile-fleet', [caseFile], { throttled: 10, unavailable: 5 });
