// What a case of reconcile-fleet says.
import type { NamedCase as Named } from '../case-files.ts';
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
  readonly dryRun?: boolean;
}

export type NamedCase = Named<Case, End>;
